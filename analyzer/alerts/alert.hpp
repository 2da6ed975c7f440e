#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/findings/verdict.hpp"
#include "common/rfc3339.hpp"

namespace tidemark {

// A process that was there when it was judged, so that the next judgement knows it again.
struct LifeIdentity {
  std::string host;  // empty where there is one alone
  std::int64_t pid = 0;
  std::optional<std::int64_t> start_ticks;

  // clang-tidy 14 takes the 0 that this compares with for a pointer.
  // NOLINTNEXTLINE(modernize-use-nullptr)
  auto operator<=>(const LifeIdentity&) const = default;
};

// The figures of a finding.
struct AlertFigures {
  std::string metric;
  double slope_bytes_per_second = 0.0;
  double first_bytes = 0.0;
  double last_bytes = 0.0;
  std::optional<double> limit_bytes = {};
  std::optional<double> seconds_to_limit = {};
  WallTime since{};  // from when on it grows

  bool operator==(const AlertFigures&) const = default;
};

// What tells one alert from another, from hour to hour.
struct AlertKey {
  std::string kind;  // process, or one of kGroupKinds
  std::string name;  // of the program, or of the group
  std::string host;  // empty where there is one alone

  // NOLINTNEXTLINE(modernize-use-nullptr)
  auto operator<=>(const AlertKey&) const = default;
};

// Something that grows: all processes of one program that do, or a group.
struct Alert {
  AlertKey key;
  Verdict verdict = Verdict::kSuspect;  // of the worst process
  std::string text;                     // what it does, in a sentence; printable
  std::string details;                  // what else is known, in lines; printable
  std::string command;                  // of the worst process; empty for groups
  std::vector<LifeIdentity> lives;      // the worst first; none for groups
  std::optional<AlertFigures> figures;  // of the worst finding

  bool operator==(const Alert&) const = default;
};

}  // namespace tidemark

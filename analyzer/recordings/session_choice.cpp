#include "analyzer/recordings/session_choice.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <system_error>
#include <utility>

#include "analyzer/recordings/repeated_sessions.hpp"
#include "common/error.hpp"

namespace tidemark {
namespace {

// The sessions by the time at which they began.
std::vector<std::string> order_sessions(const std::vector<Recording>& recordings) {
  std::map<std::string, std::int64_t> starts;
  for (const Recording& recording : recordings) {
    for (const Session& session : recording.sessions) {
      const auto [known, is_new] = starts.try_emplace(session.uuid, session.start_wall_ns);
      if (!is_new) known->second = std::min(known->second, session.start_wall_ns);
    }
  }
  std::vector<std::pair<std::int64_t, std::string>> in_order;
  for (const auto& [uuid, start] : starts) in_order.emplace_back(start, uuid);
  std::sort(in_order.begin(), in_order.end());
  std::vector<std::string> uuids;
  for (auto& [start, uuid] : in_order) uuids.push_back(std::move(uuid));
  return uuids;
}

}  // namespace

SessionChoice::SessionChoice(std::string_view setting, const std::string& text) {
  if (text == "all") return;
  kind_ = text == "last" ? Kind::kLast : Kind::kNumber;
  if (kind_ == Kind::kLast) return;
  const char* end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data(), end, number_);
  if (error != std::errc() || read != end || number_ == 0)
    throw UserError(fmt::format("{}: '{}' is neither all, last nor a number from 1 on", setting, text));
}

std::string SessionChoice::text() const {
  if (kind_ == Kind::kAll) return "all";
  return kind_ == Kind::kLast ? "last" : std::to_string(number_);
}

std::size_t SessionChoice::number_of(std::size_t sessions) const {
  const std::size_t number = kind_ == Kind::kLast ? sessions : number_;
  if (number == 0 || number > sessions)
    throw UserError(fmt::format("session: there is no number {}; there are {}", number, sessions));
  return number;
}

std::optional<std::string> SessionChoice::chosen(const std::vector<Recording>& recordings) const {
  if (kind_ == Kind::kAll) return std::nullopt;
  const std::vector<std::string> uuids = order_sessions(recordings);
  return uuids[number_of(uuids.size()) - 1];
}

std::optional<std::string> SessionChoice::keep_chosen(std::vector<Recording>& recordings) const {
  if (kind_ == Kind::kAll) return std::nullopt;
  const std::vector<std::string> uuids = order_sessions(recordings);
  const std::size_t number = number_of(uuids.size());
  for (Recording& recording : recordings) {
    for (std::uint32_t i = 0; i < recording.sessions.size(); ++i) {
      if (recording.sessions[i].uuid != uuids[number - 1]) forget_session(recording, i);
    }
  }
  return fmt::format("session {} of {} is looked at (--session)", number, uuids.size());
}

}  // namespace tidemark

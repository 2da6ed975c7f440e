#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidemark {

// A place in a program that a stack of a page fault goes through.
struct TouchFrame {
  std::string function;  // for people; empty where it has no name
  std::string module;    // path; empty for code in no file
  std::optional<std::string> build_id{};
  std::optional<std::int64_t> address{};  // in the module's file
  std::optional<std::string> file{};      // where that file could tell, as the next
  std::optional<int> line{};

  bool operator==(const TouchFrame&) const = default;
};

// A place that memory was used in for the first time: all stacks with the same frames of the program's own code.
struct TouchedPlace {
  std::vector<TouchFrame>
      frames;               // the innermost first, without those of allocators and of what starts threads
  double share = 0.0;       // of the page faults in the window
  double samples = 0.0;     // that the share rests on
  double line_share = 0.0;  // of this and all other places with the same innermost frame
  std::optional<double>
      share_before{};  // the same before the window; absent where too little is known of that time
  bool operator==(const TouchedPlace&) const = default;

  // Whether its share has more than doubled; absent as above.
  [[nodiscard]] std::optional<bool> is_new() const {
    return share_before ? std::optional(share > 2.0 * *share_before) : std::nullopt;
  }
};

// A function in a picture of stacks: a box above the one that called it.
struct FlameBox {
  std::string name;
  int depth = 0;                       // 0: all stacks
  double begin = 0.0;                  // of the picture's width, as the next
  double share = 0.0;                  // of the window's page faults
  std::optional<double> share_before;  // as of TouchedPlace

  bool operator==(const FlameBox&) const = default;
};

// Where a process first touched the memory that a finding's window saw it take, by sampled page faults. That is not
// always where it leaks. Or, where enough of it was watched, who wrote last what was then left alone.
struct FirstTouches {
  // Fewer samples than these tell nothing.
  static constexpr double kFewestSamples = 5.0;

  bool is_kept = false;  // who wrote last, not who touched first
  double samples = 0.0;
  double lost_samples = 0.0;  // meanwhile, of all processes
  double unnamed_share =
      0.0;  // of stacks with code that is in no file and has no name, as interpreters make it
  bool has_scripts = false;            // some code is named that an interpreter runs
  std::optional<int> python_minor{};   // 11 of Python 3.11, where a module's name tells
  std::vector<TouchedPlace> places{};  // heaviest first, few
  std::vector<FlameBox> boxes{};       // each behind the one that it stands on; only where plots are kept

  [[nodiscard]] bool is_told() const { return samples >= kFewestSamples && !places.empty(); }
};

}  // namespace tidemark

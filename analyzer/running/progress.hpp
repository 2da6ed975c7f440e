#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace tidemark {

// The analyzer's name in its messages.
inline constexpr const char* kAnalyzerName = "tidemark-analyzer";

// How much a command says on standard error besides errors and its report.
enum class Verbosity { kQuiet, kNormal, kVerbose };

// Shows how far long work has come: from its first second on and ten times a second at most, in one line of a
// terminal, which is erased at the end. With --verbose it also prints one line for each stage that has ended,
// to a terminal or not.
class Progress {
 public:
  using Time = std::chrono::steady_clock::time_point;

  struct Surroundings {
    Verbosity verbosity = Verbosity::kNormal;
    bool has_terminal = false;  // that can erase a line
    std::function<Time()> now;
    std::function<void(std::string_view text)> write;  // to standard error
  };

  explicit Progress(Surroundings surroundings);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Begins a stage, and ends the one before.
  //
  // what   "reading night.tidemark"
  // total  how much there is to do; 0 where that is not known
  void begin(std::string what, std::uint64_t total);
  // Shows how much of the stage is done. Cost: a look at the clock.
  void reach(std::uint64_t done);
  // Shows for how long the stage has gone on, where nobody knows how much of it is done. Cost: as reach().
  void go_on();
  // Prints a line that stays, except with --quiet.
  void say(std::string_view what);
  // Ends the last stage.
  void end();

 private:
  [[nodiscard]] bool is_due();
  void show(std::string_view how_far);
  void erase();

  Surroundings surroundings_;
  Time shown_next_;  // not before
  bool is_shown_ = false;
  std::string what_;  // empty outside of stages
  std::uint64_t total_ = 0;
  Time begun_;
};

// Returns the surroundings of this process: the system's clock, and standard error, which may be a terminal.
[[nodiscard]] Progress::Surroundings system_surroundings(Verbosity verbosity);

}  // namespace tidemark

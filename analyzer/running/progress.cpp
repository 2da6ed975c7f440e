#include "analyzer/running/progress.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "analyzer/text/printable.hpp"
#include "common/program.hpp"
#include "common/text.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

constexpr std::chrono::seconds kPatience(1);
constexpr std::chrono::milliseconds kPause(100);
// A line that breaks cannot be erased; few terminals are narrower.
constexpr std::size_t kLineWidth = 78;
constexpr std::string_view kErase = "\r\x1b[K";

}  // namespace

Progress::Progress(Surroundings surroundings)
    : surroundings_(std::move(surroundings)), shown_next_(surroundings_.now() + kPatience) {}

Progress::~Progress() { erase(); }

void Progress::begin(std::string what, std::uint64_t total) {
  end();
  what_ = std::move(what);
  total_ = total;
  begun_ = surroundings_.now();
}

void Progress::reach(std::uint64_t done) {
  if (!is_due()) return;
  show(total_ == 0
           ? std::to_string(done)
           : fmt::format("{:.0f} %", 100.0 * static_cast<double>(done) / static_cast<double>(total_)));
}

void Progress::go_on() {
  if (!is_due()) return;
  show(fmt::format("{} s", std::chrono::floor<std::chrono::seconds>(surroundings_.now() - begun_).count()));
}

void Progress::say(std::string_view what) {
  erase();
  if (surroundings_.verbosity == Verbosity::kQuiet) return;
  surroundings_.write(fmt::format("{}: note: {}\n", kAnalyzerName, disarm_ci_commands(printable(what))));
}

void Progress::end() {
  erase();
  if (surroundings_.verbosity == Verbosity::kVerbose && !what_.empty()) {
    const std::chrono::nanoseconds taken = surroundings_.now() - begun_;
    surroundings_.write(fmt::format("{}: info: {}: {}\n", kAnalyzerName, disarm_ci_commands(printable(what_)),
                                    format_duration(taken)));
  }
  what_.clear();
}

bool Progress::is_due() {
  if (!surroundings_.has_terminal || surroundings_.verbosity == Verbosity::kQuiet) return false;
  const Time now = surroundings_.now();
  if (now < shown_next_) return false;
  shown_next_ = now + kPause;
  return true;
}

void Progress::show(std::string_view how_far) {
  is_shown_ = true;
  surroundings_.write(fmt::format("{}{} {}", kErase, shorten(printable(what_), kLineWidth - 12), how_far));
}

void Progress::erase() {
  if (is_shown_) surroundings_.write(kErase);
  is_shown_ = false;
}

Progress::Surroundings system_surroundings(Verbosity verbosity) {
  const char* kind = std::getenv("TERM");
  const bool can_erase = kind != nullptr && std::string_view(kind) != "dumb" && *kind != '\0';
  return {.verbosity = verbosity,
          .has_terminal = isatty(STDERR_FILENO) == 1 && can_erase,
          .now = std::chrono::steady_clock::now,
          .write = write_stderr};
}

}  // namespace tidemark

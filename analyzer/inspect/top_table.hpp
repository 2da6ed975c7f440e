#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/judge/report.hpp"
#include "analyzer/lives/history.hpp"
#include "analyzer/recordings/metric.hpp"
#include "analyzer/text/text_lines.hpp"

namespace tidemark {

// A process as top shows it, with the growth of one metric. Bytes; absent where it was not recorded.
struct TopRow {
  std::string name;
  std::int64_t pid = 0;
  std::optional<std::string> host{};
  WallTime first_seen{};
  double seconds = 0.0;         // from its first to its last observation
  std::optional<double> first;  // of the metric asked for
  std::optional<double> last;
  std::optional<double> virt;  // the last values
  std::optional<double> resident;
  std::optional<double> shared;
  std::optional<Verdict> verdict{};  // absent until add_verdicts
  // How long before `at` all this was observed, where `at` lies in a gap of the recording.
  std::chrono::nanoseconds age{0};

  [[nodiscard]] double growth() const { return first && last ? *last - *first : 0.0; }
};

struct TopSettings {
  Metric metric = Metric::kVmSize;
  std::optional<std::string> process{};  // see ProcessChoice, as the next
  std::optional<std::string> exclude{};
  TimeRange range{};
  std::optional<WallTime> at{};  // only what was alive then, as it was then
  std::size_t most_rows = 20;    // 0: all
};

// Returns the processes observed: those that grew most first, or with `at` the largest first.
//
// recordings  no session part twice
// Throws      UserError for a wrong expression
[[nodiscard]] std::vector<TopRow> find_top(std::span<const Recording> recordings,
                                           const TopSettings& settings);

// Puts the verdict of each process into its row, the worst where it was judged in parts.
void add_verdicts(const Report& report, std::span<TopRow> rows);

// Returns the rows as a table of at most `width` columns, and how old they are. A narrow one leaves out the least important
// columns.
//
// width  at least kNarrowestText
[[nodiscard]] std::string format_top(std::span<const TopRow> rows, const TopSettings& settings,
                                     std::size_t width = kTextWidth);

}  // namespace tidemark

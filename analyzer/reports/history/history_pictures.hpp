#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "analyzer/history/history_report.hpp"
#include "analyzer/plots/runs_plot.hpp"

namespace tidemark {

// Returns the picture of one series of a subject, with the levels that it held and the runs that changed it.
[[nodiscard]] RunsPlot runs_plot_of(const HistoryReport& report, std::size_t subject,
                                    const RunSeries& series);

// Returns what the page's script draws the same from.
[[nodiscard]] nlohmann::json plot_data(const HistoryReport& report, std::size_t subject,
                                       const RunSeries& series);
// Returns the runs that all such data refer to.
[[nodiscard]] nlohmann::json runs_data(const HistoryReport& report);

}  // namespace tidemark

#pragma once

#include <cstddef>
#include <string>

#include "analyzer/judge/report.hpp"

namespace tidemark {

// What a page of HTML grows to at most, nearly: with more findings their plots get fewer points.
inline constexpr std::size_t kMostHtmlBytes = 10'000'000;

// Returns one self-contained page: an overview of the findings that unfolds to their plots, the memory of the whole run,
// then every process, of which the worst unfold to a plot. It is complete as it stands, without styles and scripts; where
// scripts run, plots of findings can be zoomed and the list searched.
//
// report  with the plots of its processes, see AnalysisSettings::plots
[[nodiscard]] std::string format_html(const Report& report);

}  // namespace tidemark

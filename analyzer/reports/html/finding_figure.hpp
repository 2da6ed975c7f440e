#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "analyzer/judge/report.hpp"
#include "analyzer/reports/html/page_tests.hpp"

namespace tidemark {

// The most that a figure may hold.
struct FigureSize {
  std::size_t points;  // of a line
  std::size_t tests;   // drawn along the axis of the picture; the script knows all of them
};

// Returns the picture of a process's memory, and the data with which a script draws one that can be zoomed;
// empty where nothing was recorded.
//
// tests  of the page, with those of this process
[[nodiscard]] std::string finding_figure(const ProcessReport& process, const PageTests& tests,
                                         FigureSize most);

// Returns the picture of any process's memory alone; empty where nothing was recorded.
[[nodiscard]] std::string process_figure(const ProcessReport& process, FigureSize most);

// Returns <script type="application/json"> with the data, escaped so that nothing in it can end the element.
//
// attributes  further ones, each behind a space
[[nodiscard]] std::string data_element(const nlohmann::json& data, std::string_view attributes);

}  // namespace tidemark

#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "analyzer/judge/report.hpp"
#include "analyzer/reports/html/page_tests.hpp"

namespace tidemark {

// What a figure may hold at most.
struct FigureSize {
  std::size_t points;  // of a line
  std::size_t tests;   // of those along the axis of the picture; a script knows all of them
};

// Returns the drawn picture of what a process did, and what a script needs in order to draw one that can be
// zoomed; empty where nothing was recorded.
//
// tests  of the page, those of this process among them
[[nodiscard]] std::string finding_figure(const ProcessReport& process, const PageTests& tests,
                                         FigureSize most);

// Returns <script type="application/json"> with the data, which cannot end it whatever it holds.
//
// attributes  further ones, each behind a space
[[nodiscard]] std::string data_element(const nlohmann::json& data, std::string_view attributes);

}  // namespace tidemark

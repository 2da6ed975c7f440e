#pragma once

#include <string_view>

namespace tidemark {

// The page's files in this folder, and those of uPlot, put into the program by the build.
struct HtmlAssets {
  std::string_view style;
  std::string_view page_script;  // stands before the others
  std::string_view script;
  std::string_view plot_script;  // stands behind `script`
  std::string_view uplot_style;  // empty, as the next two, where the build had no uPlot
  std::string_view uplot_script;
  std::string_view uplot_licence;
};

[[nodiscard]] const HtmlAssets& html_assets();

}  // namespace tidemark

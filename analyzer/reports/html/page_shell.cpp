#include "analyzer/reports/html/page_shell.hpp"

#include <fmt/core.h>

#include "analyzer/reports/html/html_assets.hpp"
#include "analyzer/text/xml_text.hpp"

namespace tidemark {

std::string page_begin(std::string_view title) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light "
      "dark\">\n<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n",
      escape_xml(title), html_assets().style);
}

std::string page_end(std::string_view scripts) { return fmt::format("{}</body>\n</html>\n", scripts); }

std::string page_scripts(std::initializer_list<std::string_view> scripts) {
  const HtmlAssets& assets = html_assets();
  std::string html;
  if (!assets.uplot_script.empty()) {
    html += fmt::format("<!--\nuPlot\n\n{}-->\n<style>{}</style>\n<script>{}</script>\n",
                        assets.uplot_licence, assets.uplot_style, assets.uplot_script);
  }
  html += fmt::format("<script>{}</script>\n", assets.page_script);
  for (const std::string_view script : scripts) html += fmt::format("<script>{}</script>\n", script);
  return html;
}

std::string folded_list(std::string_view id, std::string_view summary, std::string_view items) {
  if (items.empty()) return {};
  return fmt::format("<details class=\"fold\" id=\"{}\">\n<summary>{}</summary>\n<ul>\n{}</ul>\n</details>\n",
                     id, summary, items);
}

}  // namespace tidemark

#include "analyzer/reports/html/flame_section.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/reports/text/touch_text.hpp"
#include "analyzer/text/plain_amounts.hpp"
#include "analyzer/text/text_lines.hpp"
#include "analyzer/text/xml_text.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

constexpr double kWidth = 1000.0;
constexpr int kRowHeight = 18;
constexpr double kCharacterWidth = 6.6;
// Shares that differ by less are the same but for chance.
constexpr double kLeastChange = 0.2;

std::string percent(double share) { return fmt::format("{:.3g} %", 100.0 * share); }

// The words of the legend, and the classes of boxes that differ from the time before.
struct Change {
  std::string_view name;
  std::string_view words;
  std::string_view colour;  // where there is no style
};
constexpr Change kNew{"new", "new, more than twice its part before", "#f2a49b"};
constexpr Change kGrown{"grown", "grown", "#f6cf9c"};
constexpr Change kSame{"same", "as before", "#dfe5ea"};
constexpr Change kLess{"less", "less than before", "#a9cdf0"};

const Change& change_of(const FlameBox& box) {
  const double before = *box.share_before;
  if (box.share > 2.0 * before) return kNew;
  if (box.share > (1.0 + kLeastChange) * before) return kGrown;
  return box.share < (1.0 - kLeastChange) * before ? kLess : kSame;
}

// One of four shades, so that neighbours differ.
unsigned int shade_of(std::string_view name) {
  unsigned int sum = 0;
  for (const char byte : name) sum = 31U * sum + static_cast<unsigned char>(byte);
  return sum % 4U;
}

std::string title_of(const FlameBox& box, double growth) {
  std::string title =
      fmt::format("{}: {}, {}", box.name, percent(box.share), plain_part(box.share * growth, growth));
  if (box.share_before) title += fmt::format("; {} before", percent(*box.share_before));
  return title;
}

std::string draw(const FlameBox& box, double growth) {
  const double x = box.begin * kWidth, width = box.share * kWidth;
  const int y = box.depth * kRowHeight;
  const auto fits = static_cast<std::size_t>(std::max(0.0, (width - 6.0) / kCharacterWidth));
  constexpr std::size_t kLeastText = 3;
  const std::string name = fits >= kLeastText ? shorten(printable(box.name), fits) : "";
  return fmt::format(
      "<g data-b=\"{:.5f}\" data-s=\"{:.5f}\" data-d=\"{}\" data-n=\"{}\"><title>{}</title>"
      "<rect class=\"s{}{}\" x=\"{:.2f}\" y=\"{}\" width=\"{:.2f}\" height=\"{}\" fill=\"{}\" "
      "stroke=\"#fff\" "
      "stroke-width=\".5\"/><text x=\"{:.2f}\" y=\"{}\">{}</text></g>\n",
      box.begin, box.share, box.depth, escape_xml(printable(box.name)),
      escape_xml(printable(title_of(box, growth))), shade_of(box.name),
      box.share_before ? fmt::format(" {}", change_of(box).name) : "", x, y, std::max(width, 0.5),
      kRowHeight - 1, box.share_before ? change_of(box).colour : "#f1d7b0", x + 3.0, y + kRowHeight - 5,
      escape_xml(name));
}

std::string choice(const std::string& id, bool knows_before) {
  if (!knows_before)
    return "<p>Of the time before the finding's window too little was sampled to say what has changed.</p>\n";
  std::string legend;
  for (const Change* change : {&kNew, &kGrown, &kSame, &kLess})
    legend += fmt::format("{}<span class=\"key {}\">{}</span>", legend.empty() ? "" : ", ", change->name,
                          change->words);
  return fmt::format(
      "<input type=\"radio\" name=\"{0}\" id=\"{0}n\" class=\"by-name\" checked><label for=\"{0}n\">coloured "
      "by "
      "name</label>\n<input type=\"radio\" name=\"{0}\" id=\"{0}c\" class=\"by-change\"><label "
      "for=\"{0}c\">by what has "
      "changed since the time before</label>\n<p class=\"legend\">{1}</p>\n",
      id, legend);
}

}  // namespace

std::string flame_section(const Finding& finding, const std::string& id) {
  const std::vector<FlameBox>& boxes = finding.first_touches.boxes;
  if (!finding.first_touches.is_told() || boxes.empty()) return {};
  const double growth = finding.last_bytes - finding.first_bytes;
  const bool is_kept = finding.first_touches.is_kept;
  const std::string all = plain_size(growth);
  int depth = 0;
  for (const FlameBox& box : boxes) depth = std::max(depth, box.depth);
  const int height = (depth + 1) * kRowHeight;
  std::string html = fmt::format(
      "<details class=\"flames\">\n<summary>{}, by {}</summary>\n<p>Each box is a function below the one "
      "that "
      "called it, as wide as its part of the page faults in the finding's window{}</p>\n{}<svg "
      "viewBox=\"0 0 {:.0f} {}\" width=\"100%\" role=\"img\" font-size=\"12\" "
      "font-family=\"ui-monospace, monospace\" aria-label=\"{}\">\n",
      is_kept ? "Who wrote last what was kept of " + all : "Where the " + all + " were first touched",
      count_of(static_cast<std::size_t>(finding.first_touches.samples), "sample", "samples"),
      is_kept ? " that led to memory which was written and then left alone."
              : ". First touched is not always where it leaks.",
      choice(id, boxes.front().share_before.has_value()), kWidth, height,
      escape_xml(fmt::format("{} {}", touched_in_words(finding), touch_lines(finding, 1).front())));
  for (const FlameBox& box : boxes) html += draw(box, growth);
  return html + "</svg>\n</details>\n";
}

}  // namespace tidemark

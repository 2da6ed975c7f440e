#include "analyzer/plots/text_plot.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <vector>

#include "analyzer/plots/axis_ticks.hpp"
#include "analyzer/text/printable.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kMostLanes = 4;
constexpr std::size_t kLinesASizeTick = 3;
constexpr std::size_t kColumnsATimeTick = 14;

struct Characters {
  std::string_view full, upper, lower, gap, side, corner, floor, size_tick, time_tick, span_begin, span_joint,
      span_end;
};
constexpr Characters kBlockCharacters{"█", "▀", "▄", "░", "│", "└", "─", "┤", "┬", "├", "┼", "┤"};
constexpr Characters kAsciiCharacters{"#", "#", "#", ":", "|", "+", "-", "+", "+", "[", "|", "]"};

// The values that lie in a column.
struct Band {
  double low;
  double high;
};
using Bands = std::vector<std::optional<Band>>;

void include(std::optional<Band>& band, double value) {
  band = band ? Band{std::min(band->low, value), std::max(band->high, value)} : Band{value, value};
}

class Columns {
 public:
  Columns(std::size_t count, double seconds) : count_(count), seconds_(seconds) {}

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::size_t at(double seconds) const {
    const double share = std::clamp(seconds / seconds_, 0.0, 1.0);
    return std::min(count_ - 1, static_cast<std::size_t>(share * static_cast<double>(count_)));
  }
  // The time at which a column begins.
  [[nodiscard]] double begin_of(std::size_t column) const {
    return seconds_ * static_cast<double>(column) / static_cast<double>(count_);
  }

 private:
  std::size_t count_;
  double seconds_;  // > 0
};

// Adds the straight line between two neighbouring samples to every column that it passes.
void include_line(Bands& bands, const Columns& columns, const PlotLine& line, std::size_t sample) {
  const double begin = line.seconds[sample], end = line.seconds[sample + 1];
  const double first = line.bytes[sample], last = line.bytes[sample + 1];
  const std::size_t last_column = columns.at(end);
  for (std::size_t column = columns.at(begin); column < last_column; ++column) {
    const double value = first + (last - first) * (columns.begin_of(column + 1) - begin) / (end - begin);
    include(bands[column], value);
    include(bands[column + 1], value);
  }
}

Bands make_bands(const PlotLine& line, const Columns& columns) {
  Bands bands(columns.count());
  std::size_t next_segment = 1;
  for (std::size_t i = 0; i < line.seconds.size(); ++i) {
    include(bands[columns.at(line.seconds[i])], line.bytes[i]);
    const bool is_last_of_segment =
        i + 1 == line.seconds.size() ||
        (next_segment < line.segment_starts.size() && line.segment_starts[next_segment] == i + 1);
    if (is_last_of_segment) {
      ++next_segment;
    } else {
      include_line(bands, columns, line, i);
    }
  }
  return bands;
}

// Returns the range of the values; what holds still lies in the middle of it.
Band value_range(const PlotLine& line) {
  const auto [low, high] = std::minmax_element(line.bytes.begin(), line.bytes.end());
  const double least = std::max(65536.0, 0.01 * *high);
  const double room = std::max(0.0, 0.5 * (least - (*high - *low)));
  return {std::max(0.0, *low - room), *high + room};
}

class TextPlot {
 public:
  TextPlot(const ProcessPlot& plot, const PlotLine& line, const TextPlotStyle& style)
      : plot_(plot),
        line_(line),
        style_(style),
        characters_(style.ascii ? kAsciiCharacters : kBlockCharacters),
        range_(value_range(line)),
        ticks_(size_ticks(range_.low, range_.high, std::max<std::size_t>(2, style.height / kLinesASizeTick))),
        margin_(widest_label()),
        columns_(style.width - margin_ - 2, last_second()) {}

  std::string draw(const Finding* finding) {
    draw_values();
    draw_time_axis();
    // A finding about earlier lives lies outside of this life's picture.
    const bool has_window =
        finding != nullptr && finding->window.samples > 0 && finding->window.begin_seconds >= 0.0;
    if (has_window) draw_window(finding->window);
    draw_tests();
    return std::move(text_);
  }

 private:
  [[nodiscard]] std::size_t widest_label() const {
    std::size_t widest = 0;
    for (const AxisTick& tick : ticks_) widest = std::max(widest, tick.label.size());
    return widest;
  }

  // All metrics share one axis, so that plots of one process can be compared.
  [[nodiscard]] double last_second() const {
    double last = 1.0;
    for (const PlotLine& line : plot_.lines) last = std::max(last, line.seconds.back());
    return last;
  }

  // Counts levels from the bottom, two a line.
  [[nodiscard]] std::size_t level_of(double bytes) const {
    const auto levels = static_cast<double>(2 * style_.height);
    const double share = (bytes - range_.low) / (range_.high - range_.low);
    return static_cast<std::size_t>(std::clamp(share * levels, 0.0, levels - 1.0));
  }

  [[nodiscard]] std::string_view character_at(const std::optional<Band>& band, std::size_t line) const {
    if (!band) return characters_.gap;
    const std::size_t lowest = level_of(band->low), highest = level_of(band->high);
    const bool has_lower = lowest <= 2 * line && 2 * line <= highest;
    const bool has_upper = lowest <= 2 * line + 1 && 2 * line + 1 <= highest;
    if (has_lower && has_upper) return characters_.full;
    if (has_upper) return characters_.upper;
    return has_lower ? characters_.lower : " ";
  }

  void draw_values() {
    const Bands bands = make_bands(line_, columns_);
    const auto first = static_cast<std::size_t>(
        std::find_if(bands.begin(), bands.end(), [](const auto& band) { return band.has_value(); }) -
        bands.begin());
    const std::size_t end = columns_.at(line_.seconds.back()) + 1;
    for (std::size_t line = style_.height; line-- > 0;) {
      const auto tick = std::find_if(ticks_.begin(), ticks_.end(), [&](const AxisTick& candidate) {
        return level_of(candidate.value) / 2 == line;
      });
      const bool has_tick = tick != ticks_.end();
      std::string drawn = fmt::format("{:>{}} {}", has_tick ? tick->label : "", margin_,
                                      has_tick ? characters_.size_tick : characters_.side);
      for (std::size_t column = 0; column < end; ++column)
        drawn += column < first ? " " : character_at(bands[column], line);
      add_line(drawn);
    }
  }

  void draw_time_axis() {
    std::vector<bool> has_tick(columns_.count(), false);
    std::string labels(margin_ + 2, ' ');
    const std::size_t most = std::max<std::size_t>(1, columns_.count() / kColumnsATimeTick);
    for (const AxisTick& tick : time_ticks(plot_.start, last_second(), most)) {
      const std::size_t column = columns_.at(tick.value);
      has_tick[column] = true;
      const std::size_t middle = margin_ + 2 + column, half = tick.label.size() / 2;
      const std::size_t begin = middle > half ? middle - half : 0;
      const bool fits = labels.size() < begin || labels.size() == margin_ + 2;
      if (!fits || begin + tick.label.size() + 4 > style_.width) continue;
      labels.resize(begin, ' ');
      labels += tick.label;
    }
    std::string axis = std::string(margin_ + 1, ' ') + std::string(characters_.corner);
    for (std::size_t column = 0; column < columns_.count(); ++column)
      axis += has_tick[column] ? characters_.time_tick : characters_.floor;
    add_line(axis);
    add_line(labels + " UTC");
  }

  void draw_window(const FindingWindow& window) {
    add_span(window.begin_seconds, window.begin_seconds + window.seconds, "window");
    finish_lane();
  }

  void draw_tests() {
    const std::vector<std::size_t> lanes = lanes_of(plot_.tests, kMostLanes);
    for (std::size_t lane = 0; lane < kMostLanes; ++lane) {
      for (std::size_t i = 0; i < lanes.size(); ++i) {
        const TestSpan& test = plot_.tests[i];
        if (lanes[i] == lane) add_span(test.begin_seconds, test.end_seconds, label_of(test.name));
      }
      finish_lane();
    }
  }

  [[nodiscard]] std::string label_of(const std::string& name) const {
    const std::string label = disarm_ci_commands(printable(name));
    return style_.ascii ? to_ascii(label) : label;
  }

  // Spans of one lane follow each other. One that begins in the last column of the one before shares it; one that ends there,
  // too, is left out.
  void add_span(double begin, double end, std::string_view name) {
    const std::size_t first = columns_.at(begin), last = columns_.at(end);
    if (first < lane_width_ || (is_open_ && last == lane_width_)) return;
    const bool is_joined = is_open_ && first == lane_width_;
    if (!is_joined) {
      close_span();
      lane_ += std::string(first - lane_width_, ' ');
    }
    is_open_ = first < last;
    lane_width_ = is_open_ ? last : last + 1;
    if (!is_open_) {
      lane_ += characters_.side;
      return;
    }
    const std::size_t room = last - first - 1;
    // "…" is none of ASCII's.
    std::string label = style_.ascii && display_width(name) > room ? "" : shorten(name, room);
    if (room < 3) label.clear();
    lane_ += is_joined ? characters_.span_joint : characters_.span_begin;
    lane_ += label;
    for (std::size_t i = display_width(label); i < room; ++i) lane_ += characters_.floor;
  }

  void close_span() {
    if (!is_open_) return;
    lane_ += characters_.span_end;
    ++lane_width_;
    is_open_ = false;
  }

  void finish_lane() {
    close_span();
    if (!lane_.empty()) add_line(std::string(margin_ + 2, ' ') + lane_);
    lane_.clear();
    lane_width_ = 0;
  }

  void add_line(std::string_view line) {
    const std::size_t end = line.find_last_not_of(' ');
    text_ += line.substr(0, end == std::string_view::npos ? 0 : end + 1);
    text_ += '\n';
  }

  const ProcessPlot& plot_;
  const PlotLine& line_;
  const TextPlotStyle& style_;
  const Characters& characters_;
  Band range_;
  std::vector<AxisTick> ticks_;
  std::size_t margin_;
  Columns columns_;
  std::string lane_;
  std::size_t lane_width_ = 0;  // columns
  bool is_open_ = false;        // the last span's end, which comes next
  std::string text_;
};

}  // namespace

std::string draw_text_plot(const ProcessPlot& plot, const PlotLine& line, const Finding* finding,
                           const TextPlotStyle& style) {
  return TextPlot(plot, line, style).draw(finding);
}

}  // namespace tidemark

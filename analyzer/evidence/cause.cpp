#include "analyzer/evidence/cause.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "analyzer/numbers/quantile.hpp"
#include "analyzer/numbers/scan.hpp"
#include "analyzer/numbers/trend.hpp"
#include "analyzer/numbers/troughs.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

// The part of a series that lies within the growth's time.
struct Extract {
  std::span<const double> seconds;
  std::span<const double> bytes;
};

Extract extract(const Series& series, double start, double end) {
  const auto first = std::lower_bound(series.seconds.begin(), series.seconds.end(), start);
  const auto last = std::upper_bound(first, series.seconds.end(), end);
  const auto offset = static_cast<std::size_t>(first - series.seconds.begin());
  const auto count = static_cast<std::size_t>(last - first);
  return {std::span(series.seconds).subspan(offset, count), std::span(series.bytes).subspan(offset, count)};
}

// Returns the median; of many values, that of some evenly chosen ones.
double level_of(std::span<const double> values) {
  constexpr std::size_t kMost = 64;
  const std::size_t stride = (values.size() + kMost - 1) / kMost;
  std::array<double, kMost> some;
  std::size_t count = 0;
  for (std::size_t i = 0; i < values.size(); i += stride) some[count++] = values[i];
  return take_quantile(std::span(some).first(count), 0.5);
}

// Returns the change from the first tenth to the last, so that a spike at either end does not count.
double level_change(const Extract& part) {
  const std::size_t tenth = std::max<std::size_t>(part.bytes.size() / 10, 1);
  return level_of(part.bytes.last(tenth)) - level_of(part.bytes.first(tenth));
}

struct Steps {
  double bytes = 0;         // that whole steps make up
  double count = 0;         // of the unit
  double last_seconds = 0;  // when the last one came
  double other_rises = 0;   // bytes of rises that are no steps
};

Steps find_steps(const Extract& part, double unit, double tolerance) {
  Steps steps;
  for (std::size_t i = 1; i < part.bytes.size(); ++i) {
    const double rise = part.bytes[i] - part.bytes[i - 1];
    if (rise <= 0) continue;
    const double units = std::round(rise / unit);
    if (units >= 1 && std::abs(rise - units * unit) <= tolerance * units * unit) {
      steps.bytes += rise;
      steps.count += units;
      steps.last_seconds = part.seconds[i];
    } else {
      steps.other_rises += rise;
    }
  }
  return steps;
}

class CauseFinder {
 public:
  CauseFinder(std::span<const Series* const> series, Metric driving, double start, double end,
              const ProcessTraits& traits, const CauseSettings& settings)
      : series_(series), driving_(driving), start_(start), end_(end), traits_(traits), settings_(settings) {
    for (const Metric metric : kAllMetrics) changes_[index_of(metric)] = measure_change(metric);
    growth_ = change_of(driving).value_or(0.0);
  }

  [[nodiscard]] std::optional<CauseHint> find() const {
    if (growth_ <= 0) return std::nullopt;
    if (auto hint = quarantine()) return hint;
    if (auto hint = beyond_machine()) return hint;
    if (auto hint = file_mappings()) return hint;
    if (auto hint = touched()) return hint;
    if (auto hint = collected_heap()) return hint;
    if (driving_ == Metric::kVmSize || driving_ == Metric::kData) {
      if (auto hint = thread_stacks()) return hint;
    }
    if (driving_ == Metric::kVmSize && stands_still(Metric::kData) && stands_still(Metric::kAnon)) {
      if (auto hint = arenas()) return hint;
      return CauseHint{Cause::kAddressSpace, "address space grows; data and anon stand still", false};
    }
    return private_memory();
  }

 private:
  [[nodiscard]] const Series* of(Metric metric) const {
    const auto place = std::find_if(series_.begin(), series_.end(), [&](const Series* series) {
      return series->metric == metric && series->size() > 0;
    });
    return place == series_.end() ? nullptr : *place;
  }

  static std::size_t index_of(Metric metric) { return static_cast<std::size_t>(metric); }

  [[nodiscard]] std::optional<double> change_of(Metric metric) const { return changes_[index_of(metric)]; }

  [[nodiscard]] std::optional<double> measure_change(Metric metric) const {
    const Series* series = of(metric);
    if (series == nullptr) return std::nullopt;
    const Extract part = extract(*series, start_, end_);
    if (part.bytes.size() < 2) return std::nullopt;
    return level_change(part);
  }

  [[nodiscard]] bool stands_still(Metric metric) const {
    const auto change = change_of(metric);
    return change && *change < settings_.still_share * growth_;
  }

  [[nodiscard]] bool is_minor(Metric metric) const {
    const auto change = change_of(metric);
    return change && *change < settings_.takes_part_share * growth_;
  }

  [[nodiscard]] bool takes_part(Metric metric) const {
    const auto change = change_of(metric);
    return change && *change >= settings_.takes_part_share * growth_;
  }

  [[nodiscard]] std::optional<CauseHint> beyond_machine() const {
    const bool has_others = of(Metric::kData) != nullptr && of(Metric::kAnon) != nullptr;
    if (driving_ != Metric::kVmSize || !has_others || !traits_.machine_bytes) return std::nullopt;
    const Extract part = extract(*of(Metric::kVmSize), start_, end_);
    if (part.bytes.empty() || part.bytes.front() <= *traits_.machine_bytes) return std::nullopt;
    return CauseHint{
        Cause::kBeyondMachine,
        fmt::format("address space of {} is more than memory and swap together, {}: reserved, and judged "
                    "by data and anon",
                    format_size(part.bytes.front()), format_size(*traits_.machine_bytes)),
        true};
  }

  [[nodiscard]] std::optional<CauseHint> quarantine() const {
    const Series* vm_size = of(Metric::kVmSize);
    const Series& judged = *of(driving_);
    const Extract part = extract(judged, start_, end_);
    if (vm_size == nullptr || part.bytes.empty() || vm_size->bytes.front() < settings_.sanitizer_bytes) {
      return std::nullopt;
    }
    if (part.bytes.back() - judged.bytes.front() > settings_.quarantine_bytes) return std::nullopt;
    return CauseHint{
        Cause::kQuarantine,
        fmt::format("address space of {} is a sanitizer's, which keeps back up to {} of freed memory",
                    format_size(vm_size->bytes.front()), format_size(settings_.quarantine_bytes)),
        true};
  }

  // For resident pages that are no private memory. What anon and data grow by is left to their own findings.
  // They come to an end only where they were mapped before: VmSize that grows along is new mappings.
  [[nodiscard]] std::optional<CauseHint> file_mappings() const {
    const bool is_driving =
        driving_ == Metric::kRss || (driving_ == Metric::kVmSize && takes_part(Metric::kRss));
    if (!is_driving || !is_minor(Metric::kAnon) || !is_minor(Metric::kData)) return std::nullopt;
    const bool is_alone = stands_still(Metric::kAnon) && stands_still(Metric::kData);
    const bool is_mapped_anew = takes_part(Metric::kVmSize);
    return CauseHint{Cause::kFileMappings,
                     fmt::format("resident pages of files or shared memory{}; anon and data {}",
                                 is_mapped_anew ? ", which are mapped anew" : "",
                                 is_alone ? "stand still" : "grow by far less"),
                     !is_mapped_anew};
  }

  // Pages used beyond what data grows by were mapped before, and come to an end; data's own finding tells of
  // the rest.
  [[nodiscard]] std::optional<CauseHint> touched() const {
    const bool resident = driving_ == Metric::kAnon || driving_ == Metric::kRss;
    if (!resident || !is_minor(Metric::kData)) return std::nullopt;
    const std::string_view data = stands_still(Metric::kData) ? "stands still" : "grows by far less";
    if (traits_.forked) {
      return CauseHint{
          Cause::kInheritedTouched,
          fmt::format("a forked child writes to pages that it has from its parent; data {}", data), true};
    }
    return CauseHint{Cause::kReservedTouched,
                     fmt::format("memory allocated before is being used; data {}", data), true};
  }

  [[nodiscard]] std::optional<CauseHint> collected_heap() const {
    if (!traits_.heap_bound_bytes) return std::nullopt;
    const Series* judged =
        of(driving_ == Metric::kVmSize && of(Metric::kAnon) != nullptr ? Metric::kAnon : driving_);
    const Extract part = extract(*judged, start_, end_);
    if (part.bytes.empty() || part.bytes.back() >= *traits_.heap_bound_bytes) return std::nullopt;
    const double depth = collection_depth(part.seconds, part.bytes, settings_.floors);
    const std::size_t floors = find_troughs(part.bytes, depth).falls();
    if (floors >= settings_.floors.fewest_floors) return std::nullopt;
    return CauseHint{
        Cause::kCollectedHeap,
        fmt::format("a collected heap of {} at most, of which {} collections were seen; {} are needed",
                    format_size(*traits_.heap_bound_bytes), floors, settings_.floors.fewest_floors),
        true};
  }

  [[nodiscard]] std::optional<CauseHint> thread_stacks() const {
    if (!takes_part(Metric::kData) || !stands_still(Metric::kAnon)) return std::nullopt;
    const Steps steps =
        find_steps(extract(*of(driving_), start_, end_), settings_.stack_bytes, settings_.step_tolerance);
    if (steps.bytes < settings_.step_share * (steps.bytes + steps.other_rises)) return std::nullopt;
    return CauseHint{Cause::kThreadStacks,
                     fmt::format("{:.0f} steps of a thread's stack, {}, that are hardly touched", steps.count,
                                 format_size(settings_.stack_bytes)),
                     false};
  }

  [[nodiscard]] std::optional<CauseHint> arenas() const {
    if (!traits_.cores) return std::nullopt;
    const Series& vm_size = *of(Metric::kVmSize);
    const Steps in_window =
        find_steps(extract(vm_size, start_, end_), settings_.arena_bytes, settings_.step_tolerance);
    if (in_window.bytes < settings_.step_share * (in_window.bytes + in_window.other_rises))
      return std::nullopt;
    // The bound is one of the process's arenas ever, not of those in a window.
    const Steps ever = find_steps(extract(vm_size, vm_size.seconds.front(), end_), settings_.arena_bytes,
                                  settings_.step_tolerance);
    const auto bound = static_cast<double>(settings_.arenas_per_core * *traits_.cores);
    const bool stopped = ever.last_seconds <= end_ - settings_.quiet_share * (end_ - start_);
    const bool bounded = ever.count <= bound && stopped;
    return CauseHint{
        Cause::kArenas,
        fmt::format("{:.0f} steps of malloc's arena, {}, of at most {:.0f}; {}", ever.count,
                    format_size(settings_.arena_bytes), bound, stopped ? "they have stopped" : "they go on"),
        bounded};
  }

  [[nodiscard]] std::optional<CauseHint> private_memory() const {
    if (takes_part(Metric::kAnon)) {
      return CauseHint{Cause::kHeap, "private memory that is used: anon grows along", false};
    }
    if (takes_part(Metric::kData) && of(Metric::kAnon) != nullptr) {
      return CauseHint{Cause::kUntouched,
                       "private memory that is allocated and hardly used: anon does not grow along", false};
    }
    return std::nullopt;
  }

  std::span<const Series* const> series_;
  Metric driving_;
  double start_;
  double end_;
  const ProcessTraits& traits_;
  const CauseSettings& settings_;
  std::array<std::optional<double>, kAllMetrics.size()> changes_;  // nothing where it was not recorded
  double growth_ = 0;
};

}  // namespace

std::string_view to_string(Cause cause) {
  switch (cause) {
    case Cause::kHeap:
      return "heap growth";
    case Cause::kUntouched:
      return "allocated and not used";
    case Cause::kThreadStacks:
      return "thread stacks";
    case Cause::kArenas:
      return "arena reservations";
    case Cause::kAddressSpace:
      return "address space";
    case Cause::kFileMappings:
      return "file mappings";
    case Cause::kReservedTouched:
      return "reserved memory being used";
    case Cause::kInheritedTouched:
      return "inherited pages being used";
    case Cause::kBeyondMachine:
      return "reserved address space";
    case Cause::kCollectedHeap:
      return "collected heap";
    case Cause::kQuarantine:
      return "a sanitizer's quarantine";
  }
  return "unknown";
}

bool uses_what_is_mapped(Cause cause) {
  return cause == Cause::kFileMappings || cause == Cause::kReservedTouched ||
         cause == Cause::kInheritedTouched;
}

std::optional<CauseHint> find_cause(std::span<const Series* const> series, Metric driving, double start,
                                    double end, const ProcessTraits& traits, const CauseSettings& settings) {
  return CauseFinder(series, driving, start, end, traits, settings).find();
}

}  // namespace tidemark

#include "analyzer/evidence/symptoms.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "analyzer/numbers/robust.hpp"
#include "analyzer/numbers/trend.hpp"
#include "common/units.hpp"

namespace tidemark {
namespace {

Measure within(const Measure& measure, double begin, double end) {
  const auto first = std::lower_bound(measure.seconds.begin(), measure.seconds.end(), begin);
  const auto last = std::upper_bound(first, measure.seconds.end(), end);
  const auto offset = static_cast<std::size_t>(first - measure.seconds.begin());
  const auto count = static_cast<std::size_t>(last - first);
  return {measure.seconds.subspan(offset, count), measure.values.subspan(offset, count)};
}

// Returns the rise of a line through the measure from its first to its last second.
std::optional<double> rise_of(const Measure& measure) {
  constexpr std::size_t kFewest = 3;
  if (measure.values.size() < kFewest) return std::nullopt;
  return fit_line(measure.seconds, measure.values).slope * (measure.seconds.back() - measure.seconds.front());
}

// The longest time for which something holds at neighbouring samples.
class LongestRun {
 public:
  void add(double from_seconds, double to_seconds, bool holds) {
    if (holds && !has_begun_) begin_ = from_seconds;
    has_begun_ = holds;
    if (holds) longest_ = std::max(longest_, to_seconds - begin_);
  }

  [[nodiscard]] double seconds() const { return longest_; }

 private:
  bool has_begun_ = false;
  double begin_ = 0.0;
  double longest_ = 0.0;
};

// Returns for how long a counter rose by more than `bound` a second without pause, its rate taken over at
// least `step` seconds. A counter that falls back was begun anew.
double longest_above(const Measure& counter, double bound, double step) {
  LongestRun run;
  std::size_t from = 0;
  for (std::size_t i = 1; i < counter.values.size(); ++i) {
    const double seconds = counter.seconds[i] - counter.seconds[from];
    const double count = counter.values[i] - counter.values[from];
    if (count >= 0.0 && seconds < step) continue;
    run.add(counter.seconds[from], counter.seconds[i], count > bound * seconds);
    from = i;
  }
  return run.seconds();
}

std::optional<Symptom> rss_above_baseline(const Measure& rss, double end, const SymptomSettings& settings) {
  const auto share =
      static_cast<std::size_t>(settings.baseline_part * static_cast<double>(rss.values.size()));
  const std::size_t first_part = std::max(share, settings.baseline_samples);
  if (rss.values.size() <= first_part) return std::nullopt;
  const auto start = rss.values.first(first_part);
  const double baseline = median_of(start);
  const double deviation = std::max({deviation_about(baseline, start), settings.least_deviation_bytes,
                                     settings.least_deviation_share * baseline});
  const double bound = baseline + settings.baseline_deviations * deviation;
  LongestRun run;
  for (std::size_t i = first_part; i < rss.values.size() && rss.seconds[i] <= end; ++i) {
    run.add(rss.seconds[i], rss.seconds[i], rss.values[i] > bound);
  }
  if (run.seconds() < settings.baseline_seconds) return std::nullopt;
  return Symptom{"rss_above_baseline",
                 fmt::format("RSS above its baseline of {} + 2 sigma ({}) for {}", format_size(baseline),
                             format_size(bound), format_seconds(run.seconds()))};
}

std::optional<Symptom> vm_size_outgrows_rss(const Measure& vm_size, const Measure& rss,
                                            const SymptomSettings& settings) {
  const auto reserved = rise_of(vm_size), resident = rise_of(rss);
  if (!reserved || !resident || *reserved < settings.least_growth_bytes) return std::nullopt;
  if (*reserved < settings.vm_size_times * *resident) return std::nullopt;
  return Symptom{"vm_size_outgrows_rss",
                 fmt::format("VmSize grew by {}, RSS by {} only", format_size(*reserved),
                             format_size(std::max(0.0, *resident)))};
}

std::optional<Symptom> many_faults(const Measure& faults, const SymptomSettings& settings) {
  const double seconds = longest_above(faults, settings.faults_per_second, settings.rate_seconds);
  if (seconds < settings.sustained_seconds) return std::nullopt;
  return Symptom{"many_faults", fmt::format("more than {:.0f} page faults a second for {}",
                                            settings.faults_per_second, format_seconds(seconds))};
}

std::optional<Symptom> memory_pressure(const Measure& pressure, const SymptomSettings& settings) {
  const double seconds = longest_above(pressure, settings.pressure_share, settings.rate_seconds);
  if (seconds < settings.sustained_seconds) return std::nullopt;
  return Symptom{"memory_pressure",
                 fmt::format("memory pressure of the machine (PSI some) above {:.0f} % for {}",
                             settings.pressure_share * 100.0, format_seconds(seconds))};
}

// Returns what was counted last at a time, or first where that was later.
double counted_at(const Measure& measure, double time) {
  const auto after = std::upper_bound(measure.seconds.begin(), measure.seconds.end(), time);
  const auto place = static_cast<std::size_t>(after - measure.seconds.begin());
  return measure.values[place == 0 ? 0 : place - 1];
}

std::optional<Symptom> more_counted(const char* name, const char* words, const Measure& measure, double begin,
                                    double end, const SymptomSettings& settings) {
  if (measure.values.empty()) return std::nullopt;
  const double first = counted_at(measure, begin), last = counted_at(measure, end);
  if (last - first < std::max(settings.least_more_counted, settings.least_part_counted * first))
    return std::nullopt;
  return Symptom{name, fmt::format("{} {:.0f} -> {:.0f}", words, first, last)};
}

// Returns the last known value of the metric at each of these times, those of the machine's measure.
std::vector<double> values_at(std::span<const double> seconds, const Measure& measure) {
  std::vector<double> values;
  std::size_t next = 0;
  for (const double time : seconds) {
    while (next + 1 < measure.seconds.size() && measure.seconds[next + 1] <= time) ++next;
    values.push_back(measure.values[next]);
  }
  return values;
}

std::optional<Symptom> available_falls(const Measure& available, const Measure& growing,
                                       const SymptomSettings& settings) {
  const auto lost = rise_of(available), gained = rise_of(growing);
  if (!lost || !gained || !(*gained > 0.0)) return std::nullopt;
  if (-*lost < settings.available_share * *gained || -*lost > settings.available_most * *gained)
    return std::nullopt;
  const std::vector<double> bytes = values_at(available.seconds, growing);
  const LineFit line = fit_line(bytes, available.values);
  if (!(line.slope < 0.0) || line.r_squared < settings.available_r_squared) return std::nullopt;
  return Symptom{"mem_available_falls", fmt::format("MemAvailable fell by {} while it grew by {}",
                                                    format_size(-*lost), format_size(*gained))};
}

}  // namespace

std::vector<Symptom> find_symptoms(const SymptomEvidence& evidence, double begin, double end,
                                   const SymptomSettings& settings) {
  const auto in_window = [&](const Measure& measure) { return within(measure, begin, end); };
  const Measure rss = in_window(evidence.rss);
  std::vector<Symptom> symptoms;
  for (auto& symptom :
       {rss_above_baseline(evidence.rss, end, settings),
        vm_size_outgrows_rss(in_window(evidence.vm_size), rss, settings),
        many_faults(in_window(evidence.faults), settings),
        memory_pressure(in_window(evidence.pressure), settings),
        available_falls(in_window(evidence.mem_available), in_window(evidence.growing), settings),
        more_counted("more_descriptors", "open descriptors", evidence.descriptors, begin, end, settings),
        more_counted("more_threads", "threads", evidence.threads, begin, end, settings)}) {
    if (symptom) symptoms.push_back(*symptom);
  }
  return symptoms;
}

}  // namespace tidemark

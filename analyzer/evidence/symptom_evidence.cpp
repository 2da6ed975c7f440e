#include "analyzer/evidence/symptom_evidence.hpp"

#include <algorithm>
#include <utility>

#include "analyzer/kinds/life_counts.hpp"

namespace tidemark {
namespace {

constexpr double kMicrosecondsPerSecond = 1e6;

class EvidenceReader {
 public:
  explicit EvidenceReader(const History& history)
      : first_ns_(history.axis_ns.front()), last_ns_(history.axis_ns.back()), newest_ns_(first_ns_ - 1) {}

  void read(const LifePart& part) {
    const RecordedProcess& process = part.process();
    if (!process.first_tick) return;
    std::optional<std::int64_t> faults;
    if (part.session().every_sample) {
      // Most ticks of an imported session are those of other processes.
      for (const SampleRow& row : process.rows) {
        if (row.faults) faults = row.faults;
        see_tick(part.recording->ticks[row.tick], faults);
      }
      return;
    }
    const std::uint32_t end = process.exit_tick.value_or(part.session().end_tick);
    auto next = process.rows.begin();
    for (std::uint32_t i = *process.first_tick; i < end; ++i) {
      for (; next != SampleRows::end() && next->tick <= i; ++next) {
        if (next->faults) faults = next->faults;
      }
      see_tick(part.recording->ticks[i], faults);
    }
  }

  LifeEvidence finish() { return std::move(evidence_); }

 private:
  void see_tick(const Tick& tick, const std::optional<std::int64_t>& faults) {
    // Where two recorders watched, the observations of the first one count.
    if (tick.axis_ns <= newest_ns_ || tick.axis_ns > last_ns_) return;
    newest_ns_ = tick.axis_ns;
    enter(tick, faults);
  }

  void enter(const Tick& tick, const std::optional<std::int64_t>& faults) {
    const double seconds = static_cast<double>(tick.axis_ns - first_ns_) * 1e-9;
    const auto add = [&](LifeEvidence::Values& values, double value) {
      values.seconds.push_back(seconds);
      values.values.push_back(value);
    };
    if (faults) add(evidence_.faults, static_cast<double>(*faults));
    if (tick.pressure_us) {
      add(evidence_.pressure, static_cast<double>(*tick.pressure_us) / kMicrosecondsPerSecond);
    }
    if (tick.mem_available.is_known()) add(evidence_.mem_available, tick.mem_available.bytes());
  }

  std::int64_t first_ns_;
  std::int64_t last_ns_;
  std::int64_t newest_ns_;
  LifeEvidence evidence_;
};

LifeEvidence::Values values_of(const std::vector<CountPoint>& points, const History& history) {
  LifeEvidence::Values values;
  for (const CountPoint& point : points) {
    values.seconds.push_back(static_cast<double>(point.axis_ns - history.axis_ns.front()) * 1e-9);
    values.values.push_back(point.count);
  }
  return values;
}

const Series& series_of(std::span<const MetricHistory> metrics, Metric metric) {
  return std::find_if(metrics.begin(), metrics.end(),
                      [&](const MetricHistory& one) { return one.series.metric == metric; })
      ->series;
}

Measure measure_of(std::span<const MetricHistory> metrics, Metric metric) {
  const Series& series = series_of(metrics, metric);
  return {series.seconds, series.bytes};
}

}  // namespace

LifeEvidence read_evidence(const ProcessLife& life, const History& history) {
  EvidenceReader reader(history);
  for (const LifePart& part : life.parts) reader.read(part);
  LifeEvidence evidence = reader.finish();
  evidence.descriptors = values_of(read_counts_of(life, &ProcessCounts::descriptors), history);
  evidence.threads = values_of(read_counts_of(life, &ProcessCounts::threads), history);
  return evidence;
}

void add_symptoms(std::vector<Finding>& findings, const ProcessLife& life, const History& history,
                  std::span<const MetricHistory> metrics) {
  if (findings.empty() || history.size() == 0) return;
  const LifeEvidence of_life = read_evidence(life, history);
  for (Finding& finding : findings) {
    if (finding.window.samples == 0) continue;
    const SymptomEvidence evidence{.rss = measure_of(metrics, Metric::kRss),
                                   .vm_size = measure_of(metrics, Metric::kVmSize),
                                   .growing = measure_of(metrics, sampled(finding.metric)),
                                   .faults = of_life.faults.measure(),
                                   .pressure = of_life.pressure.measure(),
                                   .mem_available = of_life.mem_available.measure(),
                                   .descriptors = of_life.descriptors.measure(),
                                   .threads = of_life.threads.measure()};
    const double begin = finding.window.begin_seconds;
    finding.symptoms = find_symptoms(evidence, begin, begin + finding.window.seconds);
  }
}

}  // namespace tidemark

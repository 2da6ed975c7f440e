#include "analyzer/judge/programs/life_summary.hpp"

#include <algorithm>

#include "analyzer/lives/limit.hpp"
#include "analyzer/lives/program_key.hpp"

namespace tidemark {
namespace {

std::optional<double> peak_of(const History& history, Metric metric) {
  std::optional<double> peak;
  for (const MemoryRuns::Run& run : history.memory.runs()) peak = std::max(peak, run.memory.bytes(metric));
  return peak;
}

// What the kernel counted includes what no sample saw.
void take_kernels_peak(std::optional<double>& peak, Kib counted) {
  if (counted.is_known()) peak = std::max(peak, std::optional(counted.bytes()));
}

// Whether the life came so close to the memory of its control group or machine that it may have been killed
// for it.
bool has_reached_limit(const ProcessLife& life, const std::optional<double>& resident_peak) {
  constexpr double kClose = 0.9;
  const RecordedLimits recorded{life.session().mem_total, life.process().cgroup_limit_bytes};
  const auto limit = find_limit(Metric::kRss, std::nullopt, recorded).bytes;
  return limit && resident_peak && *resident_peak >= kClose * *limit;
}

// Returns the program without its arguments; nothing where the recording does not tell programs of a name
// apart.
TextKey kind_of(const RecordedProcess& process, const std::string& host) {
  if (!process.command_line) return {};
  const ProgramKey key = program_key(process);
  return TextKey(host + '\n' + key.name + '\n' + process.exe.value_or("") + '\n' + key.script);
}

}  // namespace

LifeSummary summarize_life(const ProcessLife& life, const History& history, const SharedAxis& axis) {
  const RecordedProcess& process = life.process();
  LifeSummary summary;
  const std::string host = life.session().host.value_or("");
  if (life.session().host) summary.host = *life.session().host;
  summary.program = TextKey(host + '\n' + process.name + '\n' + process.exe.value_or("") + '\n' +
                            process.command_line.value_or(""));
  summary.kind = kind_of(process, host);
  if (history.size() == 0) return summary;
  summary.begin_seconds = axis.seconds(life.session(), history.axis_ns.front());
  summary.end_seconds = axis.seconds(life.session(), history.axis_ns.back());
  summary.samples = history.size();
  summary.start_bytes = history.memory[0].bytes(Metric::kAnon);
  for (const Metric metric : kAllMetrics) {
    summary.peak_bytes[static_cast<std::size_t>(metric)] = peak_of(history, metric);
  }
  take_kernels_peak(summary.peak_bytes[static_cast<std::size_t>(Metric::kVmSize)], process.peak_vm_size);
  take_kernels_peak(summary.peak_bytes[static_cast<std::size_t>(Metric::kRss)], process.peak_rss);
  summary.reached_limit = !process.end.is_known() && has_reached_limit(life, summary.peak_of(Metric::kRss));
  return summary;
}

}  // namespace tidemark

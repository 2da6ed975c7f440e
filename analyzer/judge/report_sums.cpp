#include "analyzer/judge/report_sums.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "analyzer/numbers/quantile.hpp"
#include "analyzer/text/text_lines.hpp"

namespace tidemark {

HostSums sum_over_hosts(const Report& report, const std::string& only_host) {
  HostSums sums;
  for (const RecordingSummary& recording : report.recordings)
    sums.hosts.try_emplace(recording.host.value_or(""));
  std::map<std::string, std::vector<double>> rates;
  for (const ProcessReport& process : report.processes) {
    const std::string& host = process.host ? *process.host : only_host;
    sums.add_process(host, {process.program, process.version}, process.verdict);
    if (process.detectable_bytes_per_second) rates[host].push_back(*process.detectable_bytes_per_second);
  }
  for (auto& [host, of_host] : rates)
    sums.hosts[host].detectable_bytes_per_second = take_quantile(of_host, kMostOfClean);
  for (const GroupReport& group : report.groups)
    sums.add_group(group.host.value_or(only_host), group.verdict);
  return sums;
}

std::vector<std::string> counted_notes(const Report& report) {
  std::vector<std::string> notes;
  for (const ProcessNote& note : report.process_notes)
    notes.push_back(fmt::format("{} ({})", note.note, count_of(note.processes, "process", "processes")));
  for (const RuleUse& use : report.rule_uses) {
    if (std::string note = use.note(); !note.empty()) notes.push_back(std::move(note));
  }
  return notes;
}

std::vector<std::string> limits_in_words(const std::map<std::string, std::set<Metric>>& limits) {
  std::vector<std::string> words;
  for (const auto& [basis, metrics] : limits) {
    std::string names;
    for (const Metric metric : metrics) names.append(names.empty() ? "" : ", ").append(to_string(metric));
    words.push_back(fmt::format("{}: {}", names, basis));
  }
  return words;
}

std::string missing_shards(const Report& report) {
  constexpr std::size_t kMostNamed = 20;
  if (!report.shards) return {};
  std::vector<std::size_t> missing;
  for (std::size_t shard = 1; shard <= report.shards->count; ++shard) {
    if (!report.shards->judged.contains(shard)) missing.push_back(shard);
  }
  if (missing.empty()) return {};
  const std::size_t named = std::min(missing.size(), kMostNamed);
  const std::string more = missing.size() > named ? fmt::format(" and {} more", missing.size() - named) : "";
  return fmt::format(
      "of {} shards these are missing, and what they hold is not in this report: {}{}", report.shards->count,
      fmt::join(missing.begin(), missing.begin() + static_cast<std::ptrdiff_t>(named), ", "), more);
}

}  // namespace tidemark

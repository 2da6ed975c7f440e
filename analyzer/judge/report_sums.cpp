#include "analyzer/judge/report_sums.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "analyzer/numbers/quantile.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/error.hpp"

namespace tidemark {
namespace {

// Whether a selection leaves none of the processes that there were.
bool fits_none(const Report& report) {
  if (!report.settings.process && !report.settings.exclude) return false;
  return report.processes.empty() && report.unlisted.all() == 0 &&
         std::any_of(report.recordings.begin(), report.recordings.end(),
                     [](const RecordingSummary& recording) { return recording.processes > 0; });
}

}  // namespace

HostSums sum_over_hosts(const Report& report, const std::string& only_host) {
  HostSums sums;
  for (const RecordingSummary& recording : report.recordings)
    sums.hosts.try_emplace(recording.host.value_or(""));
  std::map<std::string, std::vector<double>> rates;
  for (const ProcessReport& process : report.processes) {
    const std::string& host = process.host ? process.host->str() : only_host;
    sums.add_process(host, {process.program, process.version}, process.verdict);
    if (process.detectable_bytes_per_second) rates[host].push_back(*process.detectable_bytes_per_second);
  }
  for (auto& [host, of_host] : rates)
    sums.hosts[host].detectable_bytes_per_second = take_quantile(of_host, kMostOfClean);
  for (const GroupReport& group : report.groups)
    sums.add_group(group.host.value_or(only_host), group.verdict);
  return sums;
}

void name_unknown_hosts(Report& report) {
  const auto name = [](auto& judged) {
    for (auto& one : judged) {
      if (!one.host) one.host = "";
    }
  };
  name(report.processes);
  name(report.groups);
  name(report.tests);
}

std::vector<std::string> counted_notes(const Report& report) {
  std::vector<std::string> notes;
  if (fits_none(report)) notes.emplace_back("no process fits --process, or all that do fit --exclude");
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

std::pair<std::vector<Metric>, std::string> read_limit(const std::string& limit) {
  constexpr std::string_view kSeparator = ": ";
  const std::size_t end = limit.find(kSeparator);
  if (end == std::string::npos) throw UserError("'" + limit + "' is no limit");
  std::string names = limit.substr(0, end);
  std::erase(names, ' ');
  return {parse_metrics(names), limit.substr(end + kSeparator.size())};
}

std::string missing_shards(const Report& report) {
  constexpr std::size_t kMostNamed = 20;
  if (!report.shards || report.shards->judged.size() == report.shards->count) return {};
  std::vector<std::size_t> named;
  for (std::size_t shard = 1; shard <= report.shards->count && named.size() < kMostNamed; ++shard) {
    if (!report.shards->judged.contains(shard)) named.push_back(shard);
  }
  const std::size_t more = report.shards->count - report.shards->judged.size() - named.size();
  return fmt::format("of {} shards these are missing, and what they hold is not in this report: {}{}",
                     report.shards->count, fmt::join(named, ", "),
                     more > 0 ? fmt::format(" and {} more", more) : "");
}

}  // namespace tidemark

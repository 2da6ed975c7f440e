#include "analyzer/shards/report_merger.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "analyzer/judge/report_order.hpp"
#include "analyzer/judge/report_sums.hpp"
#include "analyzer/numbers/quantile.hpp"
#include "common/error.hpp"

namespace tidemark {
namespace {

// Leaves the worst, in no order; the others are counted.
void keep_worst(std::vector<ProcessReport>& processes, VerdictCounts& unlisted) {
  constexpr auto kMost = static_cast<std::ptrdiff_t>(ReportMerger::kMostListed);
  if (std::ssize(processes) <= kMost) return;
  std::nth_element(processes.begin(), processes.begin() + kMost, processes.end(), stands_before);
  for (auto process = processes.begin() + kMost; process != processes.end(); ++process)
    unlisted.add(process->verdict);
  processes.erase(processes.begin() + kMost, processes.end());
}

template <typename Judged>
void sort_and_keep_worst(std::vector<Judged>& judged) {
  sort_worst_first(judged);
  if (judged.size() > ReportMerger::kMostListed)
    judged.erase(judged.begin() + ReportMerger::kMostListed, judged.end());
}

template <typename Values>
void move_to(Values& all, Values& values) {
  all.insert(all.end(), std::make_move_iterator(values.begin()), std::make_move_iterator(values.end()));
}

// The only host of a report that names none with its processes; absent where it is unknown.
std::optional<std::string> only_host(const Report& report) {
  return report.recordings.empty() ? std::nullopt : report.recordings.front().host;
}

template <typename Judged>
void name_host(std::vector<Judged>& judged, const std::optional<std::string>& host) {
  for (Judged& one : judged) one.host = host;
}

// Returns the first setting that differs, with both values.
std::string difference(const std::string& one, const std::string& other) {
  const auto values = nlohmann::ordered_json::parse(one), others = nlohmann::ordered_json::parse(other);
  for (const auto& [name, value] : values.items()) {
    if (!others.contains(name)) return name;
    if (others[name] != value)
      return fmt::format("{} is {}, and {} there", name, others[name].dump(), value.dump());
  }
  return "one has more of them";
}

}  // namespace

void ReportMerger::add_process(ProcessReport process) {
  coming_sums_.add_process("", {process.program, process.version}, process.verdict);
  if (process.detectable_bytes_per_second) coming_rates_.push_back(*process.detectable_bytes_per_second);
  coming_.push_back(std::move(process));
  if (coming_.size() > 2 * kMostListed) keep_worst(coming_, coming_unlisted_);
}

void ReportMerger::check(const std::string& path, const Report& report) {
  const auto refuse = [&](const std::string& why) { throw UserError(fmt::format("{}: {}", path, why)); };
  for (const RecordingSummary& recording : report.recordings) {
    for (const std::string& uuid : recording.session_uuids) {
      const auto [known, is_new] = sessions_.try_emplace(uuid, Place{reports_, path});
      if (!is_new && known->second.report != reports_)
        refuse(fmt::format(
            "it judges a session of {} that {} judges, too, or another part of it: leave one out, or "
            "analyze what both judge together",
            recording.path, known->second.path));
    }
  }
  if (first_path_.empty()) return;
  if (report.settings_json != merged_.settings_json)
    refuse(
        fmt::format("it was judged with other settings than {}: {}", first_path_,
                    difference(merged_.settings_json.value_or("{}"), report.settings_json.value_or("{}"))));
  if (report.shards.has_value() != merged_.shards.has_value())
    refuse(fmt::format("of it and {} one is about a part of an archive, and one is not", first_path_));
  if (!report.shards) return;
  if (report.shards->count != merged_.shards->count || report.shards->plan != merged_.shards->plan)
    refuse(fmt::format(
        "it is a part of another archive than {}, or the archive's files have changed between the "
        "two: judge all shards again",
        first_path_));
  for (const std::size_t shard : report.shards->judged) {
    if (merged_.shards->judged.contains(shard)) refuse(fmt::format("shard {} is there twice", shard));
  }
}

// Takes the processes, whose host the report tells where there is one alone.
void ReportMerger::take_coming(Report& report) {
  const std::optional<std::string> host = only_host(report);
  if (report.hosts.hosts.size() <= 1) {
    name_host(coming_, host);
    name_host(report.groups, host);
    name_host(report.tests, host);
  }
  if (report.hosts.empty()) {
    report.processes = std::move(coming_);
    report.hosts = sum_over_hosts(report, host.value_or(""));
    if (!coming_sums_.empty()) {
      HostSum& sum = report.hosts.hosts[host.value_or("")];
      sum.processes = coming_sums_.hosts.at("").processes;
      if (!coming_rates_.empty())
        sum.detectable_bytes_per_second = take_quantile(coming_rates_, kMostOfClean);
      report.hosts.programs.clear();
      for (auto& [program, of_it] : coming_sums_.programs)
        report.hosts.programs[program] = {of_it.processes, {{host.value_or(""), of_it.hosts.at("")}}};
    }
  } else {
    report.processes = std::move(coming_);
  }
  report.unlisted.add(coming_unlisted_);
  forget_coming();
}

void ReportMerger::forget_coming() {
  coming_.clear();
  coming_rates_.clear();
  coming_sums_ = {};
  coming_unlisted_ = {};
}

void ReportMerger::take_sums(Report& report) {
  merged_.verdict = std::max(merged_.verdict, report.verdict);
  merged_.asked_for_trend += report.asked_for_trend;
  merged_.unlisted.add(report.unlisted);
  merged_.hosts.add(report.hosts);
  for (const ProcessNote& note : report.process_notes) process_notes_[note.note] += note.processes;
  for (RuleUse& use : report.rule_uses) {
    const auto known =
        std::find_if(merged_.rule_uses.begin(), merged_.rule_uses.end(),
                     [&](const RuleUse& one) { return one.place == use.place && one.group == use.group; });
    known == merged_.rule_uses.end() ? merged_.rule_uses.push_back(std::move(use)) : known->add(use);
  }
  for (const std::string& limit : report.limits) {
    const auto [metrics, basis] = read_limit(limit);
    limits_[basis].insert(metrics.begin(), metrics.end());
  }
}

void ReportMerger::take_lists(Report& report) {
  move_to(merged_.processes, report.processes);
  move_to(merged_.groups, report.groups);
  move_to(merged_.tests, report.tests);
  move_to(merged_.recordings, report.recordings);
  move_to(merged_.unreadable, report.unreadable);
  if (!report.notes.empty()) ++reports_with_notes_;
  move_to(merged_.notes, report.notes);
  if (merged_.processes.size() > 2 * kMostListed) keep_worst(merged_.processes, merged_.unlisted);
}

void ReportMerger::add(const std::string& path, Report report) {
  check(path, report);
  if (first_path_.empty()) {
    first_path_ = path;
    merged_.settings = report.settings;
    merged_.settings_json = report.settings_json;
    merged_.shards = report.shards;
  } else if (report.shards) {
    merged_.shards->judged.merge(report.shards->judged);
  }
  ++reports_;
  take_coming(report);
  take_sums(report);
  take_lists(report);
}

Report ReportMerger::finish() {
  if (merged_.hosts.hosts.size() > 1) name_unknown_hosts(merged_);
  keep_worst(merged_.processes, merged_.unlisted);
  sort_worst_first(merged_.processes);
  sort_and_keep_worst(merged_.groups);
  sort_and_keep_worst(merged_.tests);
  std::sort(merged_.unreadable.begin(), merged_.unreadable.end(),
            [](const UnreadableFile& one, const UnreadableFile& other) { return one.path < other.path; });
  merged_.detectable_bytes_per_second = detectable_on_most(merged_.hosts);
  merged_.limits = limits_in_words(limits_);
  for (const auto& [note, processes] : process_notes_) merged_.process_notes.push_back({note, processes});
  for (std::string& note : counted_notes(merged_)) merged_.notes.push_back(std::move(note));
  if (merged_.shards && merged_.shards->judged.size() == merged_.shards->count) merged_.shards.reset();
  if (const std::string missing = missing_shards(merged_); !missing.empty()) merged_.notes.push_back(missing);
  sort_by_host(merged_.recordings);
  if (merged_.hosts.hosts.size() > 1 || reports_with_notes_ > 1) sort_notes(merged_.notes);
  if (merged_.hosts.hosts.size() <= 1) {
    name_host(merged_.processes, std::nullopt);
    name_host(merged_.groups, std::nullopt);
    name_host(merged_.tests, std::nullopt);
  }
  return std::move(merged_);
}

}  // namespace tidemark

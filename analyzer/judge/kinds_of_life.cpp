#include "analyzer/judge/kinds_of_life.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

#include "common/units.hpp"

namespace tidemark {
namespace {

// Of those lives of a program that ended by themselves.
struct EndedLives {
  std::size_t count = 0;
  double longest_seconds = 0.0;
  std::array<double, kAllMetrics.size()> highest_bytes{};

  void add(const LifeSummary& life) {
    ++count;
    longest_seconds = std::max(longest_seconds, life.seconds());
    for (const Metric metric : kAllMetrics) {
      double& highest = highest_bytes[static_cast<std::size_t>(metric)];
      highest = std::max(highest, life.peak_of(metric).value_or(0.0));
    }
  }
};

bool is_one_of(const LifeSummary& life, const EndedLives& ended, const JobSettings& settings) {
  if (ended.count < settings.fewest_ended) return false;
  if (life.seconds() >= settings.times_longest * ended.longest_seconds) return false;
  return std::none_of(life.growing.begin(), life.growing.end(), [&](Metric metric) {
    const double highest = ended.highest_bytes[static_cast<std::size_t>(metric)];
    return life.peak_of(metric).value_or(0.0) >= settings.times_highest * highest;
  });
}

void hold_job(ProcessReport& process, const JobSettings& settings) {
  if (settings.policy == JobPolicy::kNever) {
    hold_growth(process, Verdict::kClean, "a job, which ended by itself, is not judged (--judge-jobs never)");
  } else {
    hold_growth(process, Verdict::kSuspect, "a job: it ended by itself and gave back what it took");
  }
}

void hold_command(ProcessReport& process, const JobSettings& settings) {
  if (settings.policy == JobPolicy::kNever) {
    hold_job(process, settings);
  } else if (process.verdict >= Verdict::kLeak) {
    hold_growth(process, Verdict::kLeak, "the command that was recorded, which has ended");
    process.reason += "; a job? --judge-jobs never";
  }
}

void hold_job_in_progress(ProcessReport& process, const EndedLives& ended, const JobSettings& settings) {
  const Verdict most = settings.policy == JobPolicy::kNever ? Verdict::kClean : Verdict::kSuspect;
  hold_growth(process, most,
              fmt::format("a job in progress: {} others of its program ended by themselves, after {} at most",
                          ended.count, format_seconds(ended.longest_seconds)));
}

}  // namespace

std::string_view to_string(KindOfLife kind) {
  switch (kind) {
    case KindOfLife::kLasting:
      return "lasting";
    case KindOfLife::kJob:
      return "job";
    case KindOfLife::kJobInProgress:
      return "job in progress";
    case KindOfLife::kCommand:
      return "command";
  }
  return "unknown";
}

void hold_growth(ProcessReport& process, Verdict most, const std::string& reason) {
  if (process.verdict <= most) return;
  Verdict worst = most;
  for (Finding& finding : process.findings) {
    if (finding.detector != "baseline") finding.verdict = std::min(finding.verdict, most);
    worst = std::max(worst, finding.verdict);
  }
  if (worst == process.verdict) return;
  process.verdict = worst;
  process.reason = fmt::format("{}; by itself: {}", reason, process.reason);
  std::stable_sort(process.findings.begin(), process.findings.end(),
                   [](const Finding& one, const Finding& other) { return one.verdict > other.verdict; });
}

void hold_test_runner(ProcessReport& runner) {
  hold_growth(runner, Verdict::kSuspect,
              "the test harness itself, which runs the tests, is suspect at most without --judge-harness");
}

void hold_by_kind(std::span<const LifeSummary> lives, const JobSettings& settings,
                  std::vector<ProcessReport>& processes) {
  std::map<std::string, EndedLives> ended;
  for (const LifeSummary& life : lives) {
    if (!life.kind.empty() && life.end == LifeEnd::kByItself) ended[life.kind].add(life);
  }
  for (std::size_t i = 0; i < lives.size(); ++i) {
    const LifeSummary& life = lives[i];
    ProcessReport& process = processes[i];
    const auto others = ended.find(life.kind);
    const bool has_ended = life.end == LifeEnd::kByItself;
    process.kind_of_life = has_ended ? (life.is_command ? KindOfLife::kCommand : KindOfLife::kJob)
                           : others != ended.end() && is_one_of(life, others->second, settings)
                               ? KindOfLife::kJobInProgress
                               : KindOfLife::kLasting;
    if (life.end != LifeEnd::kLasting)
      hold_growth(process, Verdict::kLeak, "it is gone and reaches no limit");
    if (settings.policy == JobPolicy::kGrowth) continue;
    if (process.kind_of_life == KindOfLife::kJob) hold_job(process, settings);
    if (process.kind_of_life == KindOfLife::kCommand) hold_command(process, settings);
    if (process.kind_of_life == KindOfLife::kJobInProgress) {
      hold_job_in_progress(process, others->second, settings);
    }
  }
}

}  // namespace tidemark

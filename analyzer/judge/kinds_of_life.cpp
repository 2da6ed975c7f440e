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
    process.reason += "; if it may grow so, as a job does, say --judge-jobs never";
  }
}

void hold_job_in_progress(ProcessReport& process, const EndedLives& ended, const JobSettings& settings) {
  const Verdict most = settings.policy == JobPolicy::kNever ? Verdict::kClean : Verdict::kSuspect;
  hold_growth(process, most,
              fmt::format("a job in progress: {} others of its program ended by themselves, after {} at most",
                          ended.count, format_seconds(ended.longest_seconds)));
}

KindOfLife kind_of(const LifeSummary& life, const EndedLives& others, const JobSettings& settings) {
  if (life.end == LifeEnd::kKilledForMemory) return KindOfLife::kKilled;
  if (life.is_service) return KindOfLife::kService;
  // How it ended is not known, and it may have been killed for want of memory.
  const bool may_be_killed = life.end == LifeEnd::kByItself && life.reached_limit;
  if (life.end == LifeEnd::kUnseen || life.end == LifeEnd::kHeapFull || may_be_killed)
    return KindOfLife::kGone;
  if (life.end == LifeEnd::kByItself) return life.is_command ? KindOfLife::kCommand : KindOfLife::kJob;
  if (is_one_of(life, others, settings)) return KindOfLife::kJobInProgress;
  return life.end == LifeEnd::kStopped ? KindOfLife::kStopped : KindOfLife::kLasting;
}

// The growth is what it was, and only its urgency is gone.
void hold_gone(ProcessReport& process, const char* how) {
  const std::string growth = process.reason;
  const Verdict before = process.verdict;
  hold_growth(process, Verdict::kLeak, how);
  if (process.verdict < before) process.reason = fmt::format("{}; {}", growth, how);
}

// What V8 aborted with its heap full tells so, however urgent its growth was. It has come up to its bound: also where
// collections have slowed it down before, so that its growth is not proven, that is worth a line.
void hold_full(ProcessReport& process) {
  const std::string growth = process.reason;
  hold_growth(process, Verdict::kLeak, "");
  if (process.verdict == Verdict::kClean) process.verdict = Verdict::kSuspect;
  if (process.verdict >= Verdict::kSuspect) process.reason = growth + "; it aborted with its heap full";
}

constexpr const char* kGone = "it is gone, and reaches no limit any more";
constexpr const char* kStopped = "it was stopped, and reaches no limit any more";
constexpr const char* kEnded = "it has ended, and reaches no limit any more";

void hold(ProcessReport& process, const LifeSummary& life, const EndedLives& others,
          const JobSettings& settings) {
  const bool is_judged = settings.policy == JobPolicy::kGrowth;
  switch (process.kind_of_life) {
    case KindOfLife::kLasting:
      break;
    case KindOfLife::kGone:
    case KindOfLife::kKilled:
      life.end == LifeEnd::kHeapFull ? hold_full(process) : hold_gone(process, kGone);
      break;
    case KindOfLife::kStopped:
      hold_gone(process, kStopped);
      break;
    case KindOfLife::kService:
      if (life.end != LifeEnd::kLasting) hold_gone(process, kEnded);
      break;
    case KindOfLife::kJob:
      is_judged ? hold_gone(process, kEnded) : hold_job(process, settings);
      break;
    case KindOfLife::kCommand:
      is_judged ? hold_gone(process, kEnded) : hold_command(process, settings);
      break;
    case KindOfLife::kJobInProgress:
      if (!is_judged) hold_job_in_progress(process, others, settings);
      break;
  }
}

}  // namespace

std::string_view to_string(KindOfLife kind) {
  switch (kind) {
    case KindOfLife::kLasting:
      return "lasting";
    case KindOfLife::kGone:
      return "gone";
    case KindOfLife::kJob:
      return "job";
    case KindOfLife::kJobInProgress:
      return "job in progress";
    case KindOfLife::kCommand:
      return "command";
    case KindOfLife::kStopped:
      return "stopped";
    case KindOfLife::kService:
      return "service";
    case KindOfLife::kKilled:
      return "killed";
  }
  return "unknown";
}

namespace {

// What departs from a baseline, and a kill for want of memory, are no growth.
bool is_growth(const Finding& finding) { return finding.detector != "baseline" && finding.detector != "oom"; }

// What comes back each time one test runs is not what a test runner loads.
bool is_growth_by_itself(const Finding& finding) { return is_growth(finding) && finding.detector != "tests"; }

template <typename IsHeld>
void hold_findings(ProcessReport& process, Verdict most, const std::string& reason, IsHeld is_held) {
  if (process.verdict <= most) return;
  Verdict worst = most;
  for (Finding& finding : process.findings) {
    if (is_held(finding)) finding.verdict = std::min(finding.verdict, most);
    worst = std::max(worst, finding.verdict);
  }
  std::stable_sort(process.findings.begin(), process.findings.end(),
                   [](const Finding& one, const Finding& other) { return one.verdict > other.verdict; });
  if (worst == process.verdict) {
    // What is not held decides, and tells why.
    process.reason = process.findings.front().reason;
    return;
  }
  process.verdict = worst;
  process.reason = fmt::format("{}; by itself: {}", reason, process.reason);
}

}  // namespace

void hold_growth(ProcessReport& process, Verdict most, const std::string& reason) {
  hold_findings(process, most, reason, process.is_test_runner ? is_growth_by_itself : is_growth);
}

void hold_test_runner(ProcessReport& runner) {
  hold_findings(runner, Verdict::kSuspect,
                "the test harness itself, which runs the tests, is suspect at most without --judge-harness",
                is_growth_by_itself);
}

void hold_by_kind(std::span<const LifeSummary> lives, const JobSettings& settings,
                  std::vector<ProcessReport>& processes) {
  std::map<TextKey, EndedLives> ended;
  for (const LifeSummary& life : lives) {
    const bool is_job = life.end == LifeEnd::kByItself && !life.reached_limit && !life.is_service;
    if (is_job && !life.kind.empty()) ended[life.kind].add(life);
  }
  for (std::size_t i = 0; i < lives.size(); ++i) {
    const EndedLives& others = ended[lives[i].kind];
    processes[i].kind_of_life = kind_of(lives[i], others, settings);
    hold(processes[i], lives[i], others, settings);
  }
}

}  // namespace tidemark

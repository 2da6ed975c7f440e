#include "analyzer/kinds/life_end.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <optional>

namespace tidemark {
namespace {

using std::chrono::nanoseconds;

// The interval in force at the end; in an import, whose ticks are those of all its processes, the life's own.
nanoseconds interval_at_end(const Session& session, const Tick& last, const History& history) {
  if (!session.every_sample) return nanoseconds(last.interval_ns.value_or(session.interval_ns.value_or(0)));
  if (history.size() < 2) return nanoseconds(0);
  const auto steps = static_cast<std::int64_t>(history.size() - 1);
  return nanoseconds((history.axis_ns.back() - history.axis_ns.front()) / steps);
}

// What a process brings upon itself.
constexpr std::array kOwnSignals{SIGILL,  SIGTRAP, SIGABRT, SIGBUS,  SIGFPE, SIGSEGV,
                                 SIGPIPE, SIGALRM, SIGSYS,  SIGXCPU, SIGXFSZ};
constexpr std::array kStopSignals{SIGHUP, SIGINT, SIGKILL, SIGTERM};
constexpr std::int64_t kShellsSignal = 128;

bool has_full_heap(const History& history, const ProcessTraits& traits, const FullHeapSettings& settings) {
  const auto held = history.memory[history.size() - 1].bytes(Metric::kAnon);
  if (!held || !traits.v8_bound_bytes) return false;
  const double part = *held / *traits.v8_bound_bytes;
  return part >= settings.least_of_bound && part <= settings.most_of_bound;
}

// How it ended, where that was recorded.
std::optional<LifeEnd> told_end(const ProcessEnd& end) {
  if (end.killed_for_memory == true) return LifeEnd::kKilledForMemory;
  if (!end.is_known()) return std::nullopt;
  const auto is_among = [](const auto& signals, std::int64_t number) {
    return std::find(signals.begin(), signals.end(), number) != signals.end();
  };
  const bool is_stopped = end.stop_signal || (end.exit_signal && !is_among(kOwnSignals, *end.exit_signal)) ||
                          (end.exit_code && is_among(kStopSignals, *end.exit_code - kShellsSignal));
  return is_stopped ? LifeEnd::kStopped : LifeEnd::kByItself;
}

}  // namespace

nanoseconds last_moments(nanoseconds interval) {
  constexpr nanoseconds kLeast = std::chrono::seconds(2);
  return std::max<nanoseconds>(3 * interval, kLeast);
}

namespace {

std::int64_t begin_of_moments(const WholeSession& session, const History& history) {
  return session.last->axis_ns -
         last_moments(interval_at_end(session.newest(), *session.last, history)).count();
}

}  // namespace

bool is_seen_at_end(const WholeSession& session, const History& history) {
  return history.size() > 0 && history.axis_ns.back() >= begin_of_moments(session, history);
}

LifeEnd end_of(const ProcessLife& life, const WholeSession& session, const History& history,
               const ProcessTraits& traits, const FullHeapSettings& full_heap) {
  if (history.size() == 0) return LifeEnd::kUnseen;
  const LifePart& part = life.parts.back();
  const std::int64_t moments_ns = begin_of_moments(session, history);
  if (const auto exit = part.process().exit_tick) {
    const std::int64_t exit_ns = part.recording->ticks[*exit].axis_ns;
    const auto told = exit_ns <= session.last->axis_ns ? told_end(part.process().end) : std::nullopt;
    const bool is_abort = told == LifeEnd::kByItself && part.process().end.exit_signal == SIGABRT;
    if (is_abort && has_full_heap(history, traits, full_heap)) return LifeEnd::kHeapFull;
    return told.value_or(exit_ns < moments_ns ? LifeEnd::kByItself : LifeEnd::kLasting);
  }
  return history.axis_ns.back() < moments_ns ? LifeEnd::kUnseen : LifeEnd::kLasting;
}

}  // namespace tidemark

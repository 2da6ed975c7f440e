#include "tests/scenario/fault_fixture.hpp"

#include <array>
#include <atomic>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <thread>

namespace tidemark::testing {
namespace {

// An episode waits most of its time.
constexpr int kAtOnce = 6;

constexpr std::array kKinds{Fault{"kill", 1, 1}, Fault{"ENOSPC", 1, 1}, Fault{"EIO", 2, 1},
                            Fault{"ENOSPC", 3, LONG_MAX / 2}};

bool is_long() {
  const char* asked = std::getenv("TIDEMARK_LONG");
  return asked != nullptr && std::string_view(asked) == "1";
}

// Where the next fault of a kind is to be; several threads ask.
class Calls {
 public:
  explicit Calls(long first) : next_(first) {}

  long take() {
    const std::lock_guard lock(mutex_);
    const long at = next_;
    next_ += is_long() ? 1 : 1 + at / 2;
    return at;
  }

 private:
  std::mutex mutex_;
  long next_;
};

void sweep(const Fault& kind, const std::function<void(FaultPoint&)>& episode) {
  Calls calls(is_long() ? 1 : kind.at);
  std::atomic<bool> is_over = false;
  std::atomic<int> met = 0;
  const auto work = [&] {
    while (!is_over) {
      FaultPoint point({kind.how, calls.take(), kind.calls});
      SCOPED_TRACE(std::string(kind.how) + " at call " + std::to_string(point.fault().at) +
                   (kind.calls > 1 ? " and on" : ""));
      try {
        episode(point);
      } catch (const std::exception& error) {
        ADD_FAILURE() << error.what();
      }
      point.has_come() ? static_cast<void>(++met) : static_cast<void>(is_over = true);
    }
  };
  std::vector<std::thread> threads(kAtOnce);
  for (std::thread& thread : threads) thread = std::thread(work);
  for (std::thread& thread : threads) thread.join();
  EXPECT_GE(met, 4) << kind.how << ": the fault does not come";
}

}  // namespace

FaultPoint::FaultPoint(const Fault& fault) : fault_(fault), out_(directory_.file("out")) {
  std::filesystem::create_directory(out_);
}

Launch FaultPoint::with_fault(const Words& command) const {
  return {command,
          // AddressSanitizer asks to be loaded first.
          {std::string("LD_PRELOAD=") + TIDEMARK_FAULT_AT_CALL, "ASAN_OPTIONS=verify_asan_link_order=0",
           std::string("FAULT=") + fault_.how, "FAULT_AT=" + std::to_string(fault_.at),
           "FAULT_FOR=" + std::to_string(fault_.calls), "FAULT_IN=" + out_,
           "FAULT_LOG=" + directory_.file("log")}};
}

std::string FaultPoint::hit() const {
  return std::filesystem::exists(directory_.file("log")) ? read_bytes(directory_.file("log")) : "";
}

void FaultPoint::expect_sound() const {
  int recordings = 0;
  for (const std::string& name : list_names(out_)) {
    if (!name.ends_with(".tidemark")) continue;
    ++recordings;
    const Outcome info = run_to_end({{TIDEMARK_ANALYZER, "info", out(name)}});
    EXPECT_EQ(info.status, 0) << name << ": " << info.errors << hit();
    expect_gaps_said(out(name));
  }
  if (recordings == 0) return;
  const Outcome analysis = run_to_end(
      {{TIDEMARK_ANALYZER, "analyze", "--quiet", "--allow-insufficient", "--fail-on", "never", out_}});
  EXPECT_EQ(analysis.status, 0) << analysis.errors << hit();
}

// Between two ticks as many were due as the later one says were missed.
void FaultPoint::expect_gaps_said(const std::string& path) const {
  EXPECT_EQ(query_rows(path,
                       "SELECT id, later - earlier, missed_before FROM"
                       " (SELECT id, interval_ns, missed_before, boottime_ns AS later,"
                       "  lag(boottime_ns) OVER (PARTITION BY session ORDER BY id) AS earlier FROM tick)"
                       " WHERE (later - earlier) / interval_ns - 1 > missed_before"),
            Rows{})
      << hit();
}

void FaultPoint::expect_only(const std::vector<std::string>& endings) const {
  for (const std::string& name : list_names(out_)) {
    const bool is_known = std::any_of(endings.begin(), endings.end(),
                                      [&](const std::string& ending) { return name.ends_with(ending); });
    EXPECT_TRUE(is_known) << name << " is left; " << hit();
  }
}

void sweep_faults(const std::function<void(FaultPoint&)>& episode) {
  for (const Fault& kind : kKinds) sweep(kind, episode);
}

}  // namespace tidemark::testing

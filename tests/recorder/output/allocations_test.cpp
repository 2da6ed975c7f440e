// An executable of its own: it replaces operator new, to count.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <limits>
#include <new>

#include "recorder/output/recording_writer.hpp"
#include "recorder/sampling/bpf_sampler.hpp"
#include "recorder/sampling/procfs_sampler.hpp"
#include "schema/recording_file.hpp"
#include "tests/support/files.hpp"
#include "tests/support/real_process.hpp"

// NOLINTBEGIN(cppcoreguidelines-no-malloc): what new and delete are made of
namespace {

std::atomic<std::size_t> allocations = 0;

void* allocate(std::size_t size) {
  ++allocations;
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
// NOLINTEND(cppcoreguidelines-no-malloc)

namespace tidemark {
namespace {

// This process and its sleeping children.
class SteadyState : public ::testing::Test {
 protected:
  static constexpr int kScans = 20;

  SteadyState() {
    filter_.tree_root = getpid();
    settings_.page_size_kib = sysconf(_SC_PAGESIZE) / 1024;
    settings_.descriptor_budget = 100;
  }

  // Returns how often operator new was called in `kScans` scans, the writing included, after many others.
  // Other processes may start meanwhile, which takes memory: of many goes the one with the least counts.
  std::size_t count(Sampler& sampler) {
    const WritableRecording recording = open_for_writing(directory_.file("r"));
    SessionRow session;
    session.uuid = "00000000-0000-4000-8000-000000000000";
    session.start_boottime_ns = 0;
    RecordingWriter writer(recording.database, session);
    const auto scan = [&] {
      const Snapshot& snapshot = sampler.scan(nullptr);
      TickRow tick;
      tick.boottime_ns = ++ticks_;
      writer.write_tick(tick, snapshot);
      read_ = snapshot.seen;
    };
    for (int i = 0; i < 10 * kScans; ++i) scan();
    std::size_t least = std::numeric_limits<std::size_t>::max();
    for (int go = 0; go < 50 && least > 0; ++go) {
      const std::size_t before = allocations;
      for (int i = 0; i < kScans; ++i) scan();
      least = std::min(least, allocations - before);
    }
    return least;
  }

  const testing::TemporaryDirectory directory_;
  const testing::RealProcess first_{{{"sleep", "600"}}};
  const testing::RealProcess second_{{{"sleep", "600"}}};
  SamplerSettings settings_;
  FilterSettings filter_;
  std::int64_t ticks_ = 0;
  std::int64_t read_ = 0;
};

TEST_F(SteadyState, TakesNoMemoryWithProcfs) {
  ProcfsSampler sampler(settings_, ProcessFilter(filter_));
  EXPECT_EQ(count(sampler), 0U);
  EXPECT_EQ(read_, 3);
}

TEST_F(SteadyState, TakesNoMemoryWithBpf) {
  if (!may_load_bpf()) GTEST_SKIP() << "loading BPF programs is not allowed or not built in";
  if (access("/sys/kernel/btf/vmlinux", R_OK) != 0) GTEST_SKIP() << "the kernel has no type information";
  BpfSampler sampler(settings_, ProcessFilter(filter_), load_task_iterator());
  EXPECT_EQ(count(sampler), 0U);
  EXPECT_EQ(read_, 3);
}

}  // namespace
}  // namespace tidemark

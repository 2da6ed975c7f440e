#include "recorder/sampling/make_sampler.hpp"

#include <gtest/gtest.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "common/error.hpp"
#include "recorder/sampling/bpf_sampler.hpp"
#include "tests/support/fake_proc.hpp"
#include "tests/support/real_process.hpp"

namespace tidemark {
namespace {

void ignore(std::string_view, std::string_view) {}

TEST(MakeSampler, OfATreeThatIsNoProcfsIsNotByBpf) {
  const testing::FakeProc proc;
  SamplerSettings settings;
  settings.proc_root = proc.root();
  std::string told;
  const auto sampler =
      make_sampler(settings, {}, [&](std::string_view, std::string_view message) { told += message; });
  EXPECT_EQ(sampler->name(), "procfs");
  EXPECT_EQ(told, "");
}

TEST(MakeSampler, BpfThatIsAskedForAndCannotBeHadIsAnError) {
  const testing::FakeProc proc;
  SamplerSettings settings;
  settings.proc_root = proc.root();
  settings.choice = SamplerChoice::kBpf;
  EXPECT_THROW(static_cast<void>(make_sampler(settings, {}, ignore)), UserError);
}

// Both samplers on this machine's processes. What a BPF scan before and one after a scan of /proc agree on
// has to be what that one says, too.
class SamplersAgree : public ::testing::Test {
 protected:
  using Identity = std::tuple<pid_t, std::int64_t, std::int64_t>;  // PID, start ticks, exec generation
  struct Known {
    ProcessRow row;
    MemoryValues values;
    std::uint64_t token;
  };
  using Scan = std::map<Identity, Known>;

  void SetUp() override {
    if (!may_load_bpf()) GTEST_SKIP() << "loading BPF programs is not allowed or not built in";
    if (access("/sys/kernel/btf/vmlinux", R_OK) != 0) GTEST_SKIP() << "the kernel has no type information";
    bpf_ = make(SamplerChoice::kBpf);
    procfs_ = make(SamplerChoice::kProcfs);
  }

  static std::unique_ptr<Sampler> make(SamplerChoice choice) {
    SamplerSettings settings;
    settings.choice = choice;
    settings.page_size_kib = sysconf(_SC_PAGESIZE) / 1024;
    settings.descriptor_budget = 200;
    return make_sampler(settings, {}, ignore);
  }

  static Scan scan(Sampler& sampler) {
    Scan found;
    for (const ProcessReading& reading : sampler.scan(nullptr).processes) {
      const ProcessRow& row = *reading.identity;
      found[{static_cast<pid_t>(row.pid), *row.start_ticks, row.exec_generation}] = {row, reading.values,
                                                                                     reading.token};
    }
    return found;
  }

  // Until Linux 6.16 statm leaves out what each CPU has counted by itself of anonymous, file and shared
  // pages.
  static std::int64_t most_uncounted_kib() {
    const std::int64_t cpus = sysconf(_SC_NPROCESSORS_CONF);
    return 3 * cpus * std::max<std::int64_t>(32, 2 * cpus) * sysconf(_SC_PAGESIZE) / 1024;
  }

  std::unique_ptr<Sampler> bpf_;
  std::unique_ptr<Sampler> procfs_;
};

TEST_F(SamplersAgree, OnIdentitiesAndValuesOfWhatHoldsStill) {
  const testing::RealProcess sleeper({{"sleep", "60"}});
  const ProcFiles files("/proc");
  ASSERT_TRUE(testing::comes_true([&] {
    const auto stat = read_stat(files, sleeper.pid());
    return stat && stat->comm == "sleep";
  }));
  std::size_t compared = 0;
  std::size_t different = 0;
  std::string names;
  std::set<pid_t> compared_pids;
  for (int round = 0; round < 20; ++round) {
    const Scan before = scan(*bpf_);
    const Scan procfs = scan(*procfs_);
    const Scan after = scan(*bpf_);
    for (const auto& [identity, known] : before) {
      const auto later = after.find(identity);
      if (later == after.end() || later->second.values != known.values || std::get<2>(identity) != 0)
        continue;
      // The other may have seen it before its exec, as an earlier generation.
      const auto found = procfs.lower_bound(identity);
      ASSERT_TRUE(found != procfs.end() && std::get<0>(found->first) == std::get<0>(identity) &&
                  std::get<1>(found->first) == std::get<1>(identity))
          << known.row.comm << " is unknown to procfs";
      EXPECT_EQ(found->second.row.ppid, known.row.ppid);
      EXPECT_EQ(found->second.row.uid, known.row.uid);
      EXPECT_EQ(found->second.row.exe, known.row.exe);
      const bool is_same = found->second.values.vm_size_kib == known.values.vm_size_kib &&
                           found->second.values.data_kib == known.values.data_kib;
      EXPECT_TRUE(is_same || std::get<0>(identity) != sleeper.pid());
      if (!is_same) {
        ++different;
        names += known.row.comm + " ";
      }
      EXPECT_LE(std::abs(*found->second.values.rss_kib - *known.values.rss_kib), most_uncounted_kib());
      compared_pids.insert(std::get<0>(identity));
      ++compared;
    }
  }
  EXPECT_GE(compared, 20U);
  // A process at work may take memory and give it back between the two scans by BPF.
  EXPECT_LE(20 * different, compared) << names;
  EXPECT_TRUE(compared_pids.contains(sleeper.pid()));
}

// A process that procfs tells the program of is one that may be looked into, and BPF must know it.
TEST_F(SamplersAgree, OnWhichProcessesThereAre) {
  const Scan before = scan(*procfs_);
  const Scan bpf = scan(*bpf_);
  const Scan after = scan(*procfs_);
  for (const auto& [identity, known] : before) {
    const auto later = after.find(identity);
    if (later == after.end() || later->second.token != known.token || !known.row.exe) continue;
    EXPECT_TRUE(bpf.contains(identity)) << known.row.pid << " " << known.row.comm;
  }
}

}  // namespace
}  // namespace tidemark

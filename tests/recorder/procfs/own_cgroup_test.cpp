#include "recorder/procfs/own_cgroup.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/fake_proc.hpp"

namespace tidemark {
namespace {

using std::chrono::milliseconds;

class OwnCgroupTest : public ::testing::Test {
 protected:
  static void write_file(const std::filesystem::path& path, std::string_view text) {
    std::filesystem::create_directories(path.parent_path());
    testing::write_bytes(path.string(), text);
  }
  void set_group(std::string_view text) const { write_file(proc_.root() + "/self/cgroup", text); }
  // path: below the directory where the hierarchies are mounted
  void set(const std::string& path, std::string_view text) const {
    write_file(sys_.path() + "/" + path, text);
  }
  void make_version_2() const {
    set_group("0::/job\n");
    set("job/memory.current", "10485760\n");
    set("job/memory.stat", "anon 1048576\nshmem 2097152\nslab_unreclaimable 4096\ninactive_file 8192\n");
    set("job/memory.events", "oom 3\noom_kill 1\n");
  }
  [[nodiscard]] OwnCgroup group() const { return {ProcFiles(proc_.root()), sys_.path()}; }
  static TickRow read(OwnCgroup& group, milliseconds now) {
    TickRow tick;
    group.read(tick, now);
    return tick;
  }

  const testing::FakeProc proc_;
  const testing::TemporaryDirectory sys_;
};

TEST_F(OwnCgroupTest, OfVersion2) {
  make_version_2();
  OwnCgroup group = this->group();
  EXPECT_EQ(group.path(), "/job");
  const TickRow tick = read(group, milliseconds(0));
  EXPECT_EQ(tick.cgroup_memory_kib, 10240);
  EXPECT_EQ(tick.cgroup_anon_kib, 1024);
  EXPECT_EQ(tick.cgroup_shmem_kib, 2048);
  EXPECT_EQ(tick.cgroup_slab_kib, 4);
  EXPECT_EQ(tick.cgroup_inactive_file_kib, 8);
  EXPECT_EQ(tick.cgroup_oom_kills, 1);
}

TEST_F(OwnCgroupTest, OfVersion1) {
  set_group("4:memory:/job\n0::/\n");
  set("memory/job/memory.usage_in_bytes", "2097152\n");
  set("memory/job/memory.stat", "rss 1\ntotal_rss 1024\ntotal_shmem 2048\ntotal_inactive_file 3072\n");
  set("memory/job/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 4\n");
  OwnCgroup group = this->group();
  const TickRow tick = read(group, milliseconds(0));
  EXPECT_EQ(tick.cgroup_memory_kib, 2048);
  EXPECT_EQ(tick.cgroup_anon_kib, 1);
  EXPECT_EQ(tick.cgroup_shmem_kib, 2);
  EXPECT_EQ(tick.cgroup_slab_kib, std::nullopt);
  EXPECT_EQ(tick.cgroup_inactive_file_kib, 3);
  EXPECT_EQ(tick.cgroup_oom_kills, 4);
}

TEST_F(OwnCgroupTest, ItsPartsAreReadWhenItHasChangedByAMiB) {
  make_version_2();
  OwnCgroup group = this->group();
  static_cast<void>(read(group, milliseconds(0)));
  set("job/memory.stat", "anon 5242880\n");
  set("job/memory.current", "11000000\n");
  EXPECT_EQ(read(group, milliseconds(2000)).cgroup_anon_kib, 1024);
  set("job/memory.current", "12000000\n");
  const TickRow tick = read(group, milliseconds(3000));
  EXPECT_EQ(tick.cgroup_anon_kib, 5120);
  EXPECT_EQ(tick.cgroup_shmem_kib, std::nullopt);
}

TEST_F(OwnCgroupTest, ItsPartsAreReadOnceASecondAtMost) {
  make_version_2();
  OwnCgroup group = this->group();
  static_cast<void>(read(group, milliseconds(0)));
  set("job/memory.stat", "anon 5242880\n");
  set("job/memory.current", "90000000\n");
  EXPECT_EQ(read(group, milliseconds(999)).cgroup_anon_kib, 1024);
  EXPECT_EQ(read(group, milliseconds(1000)).cgroup_anon_kib, 5120);
}

TEST_F(OwnCgroupTest, WhereNoneAccountsForMemoryNothingIsTold) {
  for (const char* text : {"", "0::/elsewhere\n", "nonsense"}) {
    set_group(text);
    OwnCgroup group = this->group();
    EXPECT_EQ(group.path(), std::nullopt);
    EXPECT_EQ(read(group, milliseconds(0)).cgroup_memory_kib, std::nullopt);
  }
}

}  // namespace
}  // namespace tidemark

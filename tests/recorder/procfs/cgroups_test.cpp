#include "recorder/procfs/cgroups.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "schema/rows.hpp"
#include "tests/support/fake_proc.hpp"

namespace tidemark {
namespace {

using testing::FakeProcess;

class CgroupsTest : public ::testing::Test {
 protected:
  void put_process(pid_t pid, const std::string& cgroup) const {
    FakeProcess process;
    process.pid = pid;
    process.cgroup = cgroup;
    proc_.put(process);
  }

  // path: below the directory where the hierarchies are mounted
  void set_limit(const std::string& path, const std::string& text) const {
    const std::filesystem::path file = sys_.path() + "/" + path;
    std::filesystem::create_directories(file.parent_path());
    testing::write_bytes(file, text);
  }

  [[nodiscard]] std::optional<std::int64_t> limit(pid_t pid) {
    const auto group = cgroups_.of_process(pid);
    return group ? group->limit_bytes : std::nullopt;
  }

  const testing::FakeProc proc_;
  const testing::TemporaryDirectory sys_;
  const ProcFiles files_ = ProcFiles(proc_.root());
  Cgroups cgroups_ = Cgroups(files_, sys_.path());
};

TEST_F(CgroupsTest, Version2) {
  put_process(1, "0::/user.slice/job\n");
  set_limit("user.slice/job/memory.max", "1048576\n");
  EXPECT_EQ(limit(1), 1'048'576);
  EXPECT_EQ(cgroups_.of_process(1)->name, "/user.slice/job");
}

TEST_F(CgroupsTest, Version1WhereItHasTheMemoryController) {
  put_process(1, "4:cpu,memory:/job\n1:name=systemd:/elsewhere\n0::/unified\n");
  set_limit("memory/job/memory.limit_in_bytes", "2097152\n");
  set_limit("unified/memory.max", "4096\n");
  EXPECT_EQ(limit(1), 2'097'152);
}

TEST_F(CgroupsTest, TheLeastLimitOfAllGroupsAboveHolds) {
  put_process(1, "0::/a/b/c\n");
  set_limit("a/b/c/memory.max", "9000\n");
  set_limit("a/b/memory.max", "max\n");
  set_limit("a/memory.max", "7000\n");
  set_limit("memory.max", "8000\n");
  EXPECT_EQ(limit(1), 7000);
}

TEST_F(CgroupsTest, NoLimitIsNotAnUnknownOne) {
  put_process(1, "0::/free\n");
  put_process(2, "0::/unseen\n");
  put_process(3, "7:memory:/free\n");
  set_limit("free/memory.max", "max\n");
  set_limit("memory/free/memory.limit_in_bytes", "9223372036854771712\n");
  EXPECT_EQ(limit(1), kUnlimited);
  EXPECT_EQ(limit(2), std::nullopt);
  EXPECT_EQ(limit(3), kUnlimited);
  EXPECT_EQ(cgroups_.of_process(4), nullptr);
}

TEST_F(CgroupsTest, ProcessesOfOneGroupShareItAndItGoesWithTheLast) {
  put_process(1, "0::/a\n");
  put_process(2, "0::/a\n");
  auto one = cgroups_.of_process(1);
  auto two = cgroups_.of_process(2);
  EXPECT_EQ(one, two);
  std::vector<CgroupReading> readings;
  cgroups_.report(readings);
  ASSERT_EQ(readings.size(), 1U);
  EXPECT_EQ(readings[0].token, one->token);
  one.reset();
  two.reset();
  readings.clear();
  cgroups_.report(readings);
  EXPECT_TRUE(readings.empty());
}

TEST_F(CgroupsTest, AChangedLimitIsFoundInTurn) {
  std::vector<std::shared_ptr<const Cgroup>> groups;
  for (int i = 1; i <= 200; ++i) {
    put_process(i, "0::/g" + std::to_string(i) + "\n");
    groups.push_back(cgroups_.of_process(i));
    set_limit("g" + std::to_string(i) + "/memory.max", std::to_string(1000 + i));
  }
  for (int i = 0; i < 64; ++i) cgroups_.refresh();
  for (int i = 1; i <= 200; ++i) EXPECT_EQ(groups[static_cast<std::size_t>(i - 1)]->limit_bytes, 1000 + i);
}

}  // namespace
}  // namespace tidemark

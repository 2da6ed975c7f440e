#include "recorder/procfs/task_limit.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/fake_proc.hpp"

namespace tidemark {
namespace {

class TaskLimit : public ::testing::Test {
 protected:
  static void write_file(const std::filesystem::path& path, std::string_view text) {
    std::filesystem::create_directories(path.parent_path());
    testing::write_bytes(path.string(), text);
  }
  void set_kernels(std::string_view pid_max, std::string_view threads_max) const {
    write_file(proc_.root() + "/sys/kernel/pid_max", pid_max);
    write_file(proc_.root() + "/sys/kernel/threads-max", threads_max);
  }
  void set_group(std::string_view text) const { write_file(proc_.root() + "/self/cgroup", text); }
  // path: below the directory where the hierarchies are mounted
  void set(const std::string& path, std::string_view text) const {
    write_file(sys_.path() + "/" + path, text);
  }
  [[nodiscard]] std::optional<std::int64_t> limit() const {
    return read_task_limit(ProcFiles(proc_.root()), sys_.path());
  }

  const testing::FakeProc proc_;
  const testing::TemporaryDirectory sys_;
};

TEST_F(TaskLimit, IsThatOfTheNarrowestGroupOfVersion2) {
  set_kernels("32768\n", "63000\n");
  set_group("0::/outer/job\n");
  set("outer/job/pids.max", "max\n");
  set("outer/pids.max", "512\n");
  EXPECT_EQ(limit(), 512);
  set("outer/job/pids.max", "100\n");
  EXPECT_EQ(limit(), 100);
}

TEST_F(TaskLimit, OfVersion1ItIsThatOfThePidsHierarchy) {
  set_kernels("32768\n", "63000\n");
  set_group("4:memory:/other\n3:pids:/job\n0::/unified\n");
  set("pids/job/pids.max", "200\n");
  set("unified/pids.max", "100\n");
  EXPECT_EQ(limit(), 200);
}

TEST_F(TaskLimit, WhereNoGroupSaysSoTheKernelsServes) {
  set_kernels("32768\n", "12000\n");
  EXPECT_EQ(limit(), 12000);
  set_group("0::/job\n");
  set("job/pids.max", "max\n");
  EXPECT_EQ(limit(), 12000);
}

TEST_F(TaskLimit, OfOthersThanTheGroupsOnlyTheKernelsCounts) {
  set_kernels("32768\n", "63000\n");
  set_group("0::/job\n");
  set("job/pids.max", "100\n");
  EXPECT_EQ(read_task_limit(ProcFiles(proc_.root()), std::nullopt), 32768);
}

TEST_F(TaskLimit, IsUnknownWhereNothingCanBeRead) { EXPECT_EQ(limit(), std::nullopt); }

}  // namespace
}  // namespace tidemark

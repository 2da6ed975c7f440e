#include "recorder/procfs/proc_files.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "tests/support/fake_proc.hpp"

namespace tidemark {
namespace {

TEST(IsOwnProcfs, NamesThisProcessAsItself) {
  const testing::FakeProc proc;
  const std::filesystem::path self = proc.root() + "/self";
  EXPECT_FALSE(is_own_procfs(proc.root()));
  std::filesystem::create_symlink(std::to_string(getpid() + 1), self);
  EXPECT_FALSE(is_own_procfs(proc.root()));
  std::filesystem::remove(self);
  std::filesystem::create_symlink(std::to_string(getpid()), self);
  EXPECT_TRUE(is_own_procfs(proc.root()));
}

}  // namespace
}  // namespace tidemark

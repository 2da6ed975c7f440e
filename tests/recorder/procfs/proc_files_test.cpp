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

TEST(CountDescriptors, ListsThemWhereTheKernelDoesNotTellTheirNumber) {
  const testing::FakeProc proc;
  const ProcFiles files(proc.root());
  EXPECT_EQ(files.count_descriptors(7), std::nullopt);
  const std::filesystem::path directory = proc.root() + "/7/fd";
  std::filesystem::create_directories(directory);
  EXPECT_EQ(files.count_descriptors(7), 0);
  for (const char* name : {"0", "3", "12"}) std::filesystem::create_symlink("socket:[1]", directory / name);
  EXPECT_EQ(files.count_descriptors(7), 3);
}

TEST(FileIdentity, IsThatOfTheFileWhateverItsName) {
  const testing::FakeProc proc;
  const ProcFiles files(proc.root());
  EXPECT_EQ(files.file_identity("one"), std::nullopt);
  testing::write_bytes(proc.root() + "/one", "");
  testing::write_bytes(proc.root() + "/two", "");
  std::filesystem::create_hard_link(proc.root() + "/one", proc.root() + "/same");
  ASSERT_TRUE(files.file_identity("one"));
  EXPECT_EQ(files.file_identity("one"), files.file_identity("same"));
  EXPECT_NE(files.file_identity("one"), files.file_identity("two"));
}

}  // namespace
}  // namespace tidemark

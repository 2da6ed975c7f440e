#include "recorder/procfs/proc_files.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <vector>

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

TEST(ListPids, AreTheEntriesThatAreNumbersAscending) {
  const testing::FakeProc proc;
  for (const char* name :
       {"4194304", "12", "7", "2147483647", "2147483648", "21474836470", "7a", "7.", "7:", "self"})
    std::filesystem::create_directory(proc.root() + "/" + name);
  std::vector<pid_t> pids{3};
  ProcFiles(proc.root()).list_pids(pids);
  EXPECT_EQ(pids, (std::vector<pid_t>{7, 12, 4194304, 2147483647}));
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

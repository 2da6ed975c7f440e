#include "common/output_file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "tests/support/errors.hpp"
#include "tests/support/faults.hpp"
#include "tests/support/files.hpp"
#include "tests/support/real_process.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Names = std::vector<std::string>;

TEST(WriteFile, ReplacesTheFileAndLeavesNothingBeside) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("report.json");
  write_file(path, "old");
  write_file(path, "new");
  EXPECT_EQ(read_bytes(path), "new");
  EXPECT_EQ(list_names(directory.path()), (Names{"report.json"}));
}

TEST(WriteFile, AFailureKeepsTheOldFile) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("report.json");
  write_file(path, "old");
  {
    const WritesFail writes_fail;
    EXPECT_TRUE(has(user_error([&] { write_file(path, "new"); }), path + ": cannot write the file"));
  }
  EXPECT_EQ(read_bytes(path), "old");
  EXPECT_EQ(list_names(directory.path()), (Names{"report.json"}));
}

TEST(WriteFile, ADirectoryOrAMissingOneIsAnError) {
  const TemporaryDirectory directory;
  EXPECT_THROW(write_file(directory.path(), "new"), FileError);
  EXPECT_THROW(write_file(directory.file("no/report"), "new"), FileError);
}

TEST(WriteFile, ADeviceIsWrittenToAndNotReplaced) {
  EXPECT_NO_THROW(write_file("/dev/null", "new"));
  EXPECT_THROW(write_file("/dev/full", "new"), FileError);
}

TEST(WriteFile, ALinkStaysOneAndItsTargetIsReplaced) {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.file("kept"));
  write_bytes(directory.file("kept/report"), "old");
  std::filesystem::create_symlink("kept/report", directory.file("second"));
  std::filesystem::create_symlink("second", directory.file("first"));
  write_file(directory.file("first"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(directory.file("first")));
  EXPECT_TRUE(std::filesystem::is_symlink(directory.file("second")));
  EXPECT_EQ(read_bytes(directory.file("kept/report")), "new");
  EXPECT_EQ(list_names(directory.file("kept")), (Names{"report"}));
  std::filesystem::create_symlink(directory.file("kept/next"), directory.file("dangling"));
  write_file(directory.file("dangling"), "new");
  EXPECT_EQ(read_bytes(directory.file("kept/next")), "new");
  EXPECT_EQ(list_names(directory.path()), (Names{"dangling", "first", "kept", "second"}));
}

TEST(WriteFile, LinksInACircleAreAnError) {
  const TemporaryDirectory directory;
  std::filesystem::create_symlink("two", directory.file("one"));
  std::filesystem::create_symlink("one", directory.file("two"));
  EXPECT_TRUE(has(user_error([&] { write_file(directory.file("one"), "new"); }), "symbolic links"));
}

TEST(WriteFile, AFileThatProcNamesIsWrittenInPlace) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("report");
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_GE(file, 0);
  std::filesystem::create_symlink("/dev/fd/" + std::to_string(file), directory.file("link"));
  write_file(directory.file("link"), "new");
  EXPECT_EQ(lseek(file, 0, SEEK_END), 3) << "another file has taken its place";
  close(file);
  EXPECT_EQ(read_bytes(path), "new");
  EXPECT_EQ(list_names(directory.path()), (Names{"link", "report"}));
}

TEST(WriteFile, ASignalThatEndsTheProcessLeavesNoPart) {
  const TemporaryDirectory directory;
  const std::string text(std::size_t{64} << 20, 'x');
  const pid_t child = fork();
  if (child == 0) {
    write_file(directory.file("report"), text);
    pause();
    _exit(0);
  }
  EXPECT_TRUE(comes_true([&] { return !list_names(directory.path()).empty(); }));
  kill(child, SIGTERM);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM) << status;
  EXPECT_EQ(list_names(directory.path()), (Names{"report"}));
  EXPECT_EQ(std::filesystem::file_size(directory.file("report")), text.size());
}

}  // namespace
}  // namespace tidemark

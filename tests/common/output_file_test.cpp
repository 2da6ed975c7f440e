#include "common/output_file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <set>
#include <thread>

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
  EXPECT_EQ(list_names(directory.path()), (Names{"first", "kept", "second"}));
}

TEST(WriteFile, ALinkToNothingIsAnError) {
  const TemporaryDirectory directory;
  std::filesystem::create_symlink(directory.file("next"), directory.file("link"));
  EXPECT_TRUE(
      has(user_error([&] { write_file(directory.file("link"), "new"); }), "a file that is not there"));
  EXPECT_EQ(list_names(directory.path()), (Names{"link"}));
}

TEST(WriteFile, ALinkInADirectoryOpenToEveryoneIsNotFollowed) {
  const TemporaryDirectory directory;
  write_bytes(directory.file("kept"), "old");
  std::filesystem::create_directory(directory.file("open"));
  std::filesystem::create_symlink(directory.file("kept"), directory.file("open/link"));
  ASSERT_EQ(chmod(directory.file("open").c_str(), 01777), 0);
  EXPECT_TRUE(
      has(user_error([&] { write_file(directory.file("open/link"), "new"); }), "others may have put there"));
  EXPECT_EQ(read_bytes(directory.file("kept")), "old");
  EXPECT_EQ(list_names(directory.file("open")), (Names{"link"}));
}

TEST(WriteFile, WhatOthersPutThereIsNeitherFollowedNorWrittenTo) {
  constexpr uid_t kNobody = 65534;
  if (geteuid() != 0) GTEST_SKIP() << "it takes root to give files away";
  const TemporaryDirectory directory;
  write_bytes(directory.file("kept"), "old");
  std::filesystem::create_symlink(directory.file("kept"), directory.file("link"));
  ASSERT_EQ(mkfifo(directory.file("fifo").c_str(), 0666), 0);
  for (const char* name : {"link", "fifo"})
    ASSERT_EQ(lchown(directory.file(name).c_str(), kNobody, kNobody), 0);
  EXPECT_TRUE(
      has(user_error([&] { write_file(directory.file("link"), "new"); }), "others may have put there"));
  EXPECT_TRUE(
      has(user_error([&] { write_file(directory.file("fifo"), "new"); }), "belongs to somebody else"));
  EXPECT_EQ(read_bytes(directory.file("kept")), "old");
}

TEST(WriteFile, AFifoOfOnesOwnIsWrittenTo) {
  const TemporaryDirectory directory;
  ASSERT_EQ(mkfifo(directory.file("fifo").c_str(), 0600), 0);
  std::string text;
  std::thread reader([&] { text = read_bytes(directory.file("fifo")); });
  write_file(directory.file("fifo"), "new");
  reader.join();
  EXPECT_EQ(text, "new");
}

TEST(WriteFile, RootsAreOpenToItsGroupAlone) {
  const TemporaryDirectory directory;
  const mode_t before = umask(0);
  write_file(directory.file("report"), "new");
  umask(before);
  struct stat status = {};
  ASSERT_EQ(stat(directory.file("report").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, geteuid() == 0 ? 0640U : 0666U);
}

TEST(OutputFile, IsMadeWhereNobodyElseCanPutAnything) {
  const TemporaryDirectory directory;
  constexpr auto kOfOthers = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
  std::set<std::string> places;
  for (int i = 0; i < 3; ++i) {
    const OutputFile output(find_output(directory.file("report")), 0640);
    const auto place = std::filesystem::path(output.temporary_path()).parent_path();
    EXPECT_EQ(std::filesystem::status(place).permissions() & kOfOthers, std::filesystem::perms::none);
    EXPECT_EQ(place.parent_path(), directory.path());
    places.insert(place.string());
    write_bytes(output.temporary_path() + "-journal", "of SQLite");
  }
  EXPECT_EQ(places.size(), 3U);
  EXPECT_EQ(list_names(directory.path()), Names{});
}

TEST(OutputFile, ReplacesOnlyWhereItMay) {
  const TemporaryDirectory directory;
  write_bytes(directory.file("report"), "old");
  OutputFile output(find_output(directory.file("report")), 0640);
  EXPECT_THROW(output.publish(Replacing::kForbidden), FileError);
  EXPECT_EQ(read_bytes(directory.file("report")), "old");
  output.publish(Replacing::kAllowed);
  EXPECT_EQ(read_bytes(directory.file("report")), "");
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

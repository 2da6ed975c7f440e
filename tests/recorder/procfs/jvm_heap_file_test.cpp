#include "recorder/procfs/jvm_heap_file.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "recorder/procfs/jvm_heap.hpp"
#include "tests/support/fake_proc.hpp"
#include "tests/support/made_jvm_counters.hpp"

namespace tidemark {
namespace {

using testing::made_serial_heap;

constexpr const char* kMounts = "20 1 8:1 / / rw,relatime shared:1 - ext4 /dev/root rw\n";

// A process whose root directory is laid out here, and whose own PID is 7.
class JvmHeapFileTest : public ::testing::Test {
 protected:
  JvmHeapFileTest() {
    proc_.put({});
    write("status", fmt::format("Name:\tjava\nUid:\t1\t{0}\t{0}\t{0}\nNSpid:\t100\t7\n", geteuid()));
    write("mountinfo", kMounts);
    std::filesystem::create_directory_symlink(root_.path(), proc_.root() + "/100/root");
    std::filesystem::create_directories(directory());
    testing::write_bytes(file(), made_serial_heap().bytes());
  }

  [[nodiscard]] std::string directory() const { return root_.file("tmp/hsperfdata_me"); }
  [[nodiscard]] std::string file() const { return directory() + "/7"; }
  void write(const std::string& name, const std::string& text) const {
    testing::write_bytes(proc_.root() + "/100/" + name, text);
  }
  [[nodiscard]] std::optional<JvmHeap> read() const {
    const ProcFiles files(proc_.root());
    const auto found = find_jvm_heap_file(files, 100);
    return found ? read_jvm_heap(files, 100, *found) : std::nullopt;
  }

  const testing::FakeProc proc_;
  const testing::TemporaryDirectory root_;
};

TEST_F(JvmHeapFileTest, IsFoundByThePidThatTheProcessSees) {
  EXPECT_EQ(read(), parse_jvm_heap(made_serial_heap().bytes()));
}

TEST_F(JvmHeapFileTest, WithoutNamespacesThePidIsTheOneKnown) {
  write("status", fmt::format("Uid:\t{0}\t{0}\t{0}\t{0}\n", geteuid()));
  EXPECT_FALSE(read());
  std::filesystem::rename(file(), directory() + "/100");
  EXPECT_TRUE(read());
}

TEST_F(JvmHeapFileTest, AnotherUsersIsNotRead) {
  write("status", fmt::format("Uid:\t{0}\t{1}\t{0}\t{0}\nNSpid:\t100\t7\n", geteuid(), geteuid() + 1));
  EXPECT_FALSE(read());
}

TEST_F(JvmHeapFileTest, NothingButARegularFileIsOpened) {
  std::filesystem::remove(file());
  ASSERT_EQ(mkfifo(file().c_str(), 0600), 0);
  EXPECT_FALSE(read());
  std::filesystem::remove(file());
  std::filesystem::create_directory(file());
  EXPECT_FALSE(read());
}

TEST_F(JvmHeapFileTest, NoLinkIsFollowed) {
  const std::string elsewhere = root_.file("elsewhere");
  std::filesystem::rename(file(), elsewhere);
  std::filesystem::create_symlink(elsewhere, file());
  EXPECT_FALSE(read());
  std::filesystem::remove(file());
  std::filesystem::rename(elsewhere, file());
  ASSERT_TRUE(read());
  std::filesystem::rename(directory(), elsewhere);
  std::filesystem::create_directory_symlink(elsewhere, directory());
  EXPECT_FALSE(read());
  std::filesystem::remove(directory());
  std::filesystem::rename(elsewhere, directory());
  std::filesystem::rename(root_.file("tmp"), elsewhere);
  std::filesystem::create_directory_symlink(elsewhere, root_.file("tmp"));
  EXPECT_FALSE(read());
}

TEST_F(JvmHeapFileTest, OneOfMoreThanAMebibyteIsNotRead) {
  std::filesystem::resize_file(file(), 1 << 20);
  EXPECT_TRUE(read());
  std::filesystem::resize_file(file(), (1 << 20) + 1);
  EXPECT_FALSE(read());
}

TEST_F(JvmHeapFileTest, AFileSystemThatMayWaitForOthersIsNotRead) {
  for (const char* type : {"fuse.sshfs", "nfs4", "9p"}) {
    write("mountinfo", fmt::format("{}21 20 0:5 / /tmp rw - {} x rw\n", kMounts, type));
    EXPECT_FALSE(read()) << type;
  }
  write("mountinfo", fmt::format("20 1 0:5 / / rw - fuse x rw\n21 20 0:6 / /tmp rw shared:3 - tmpfs x rw\n"));
  EXPECT_TRUE(read());
  write("mountinfo", "");
  EXPECT_FALSE(read());
}

TEST_F(JvmHeapFileTest, WhatIsGoneIsNone) {
  const ProcFiles files(proc_.root());
  const auto found = find_jvm_heap_file(files, 100);
  ASSERT_TRUE(found);
  std::filesystem::remove(file());
  EXPECT_FALSE(read_jvm_heap(files, 100, *found));
  EXPECT_FALSE(find_jvm_heap_file(files, 100));
  proc_.remove(100);
  EXPECT_FALSE(find_jvm_heap_file(files, 100));
}

}  // namespace
}  // namespace tidemark

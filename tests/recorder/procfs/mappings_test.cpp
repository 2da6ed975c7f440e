#include "recorder/procfs/mappings.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tests/support/fake_proc.hpp"

namespace tidemark {
namespace {

constexpr const char* kMaps =
    "00400000-00402000 r-xp 00001000 08:01 77                  /srv/my app\n"
    "00500000-00600000 rw-p 00000000 00:00 0                   [heap]\n"
    "7f0000000000-7f0000001000 rw-s 00000000 00:01 9           /memfd:buffer (deleted)\n"
    "7f0000002000-7f0000004000 rw-p 00000000 00:00 0 \n"
    "7f0000005000-7f0000006000 r-xp 00000000 08:01 78          /lib/old.so (deleted)\n";

TEST(ParseMappings, ReadsEveryLine) {
  const auto mappings = parse_mappings(kMaps);
  ASSERT_EQ(mappings.size(), 5U);
  EXPECT_EQ(mappings[0], (Mapping{0x400000, 0x402000, 0x1000, 77, true, false, "/srv/my app"}));
  EXPECT_FALSE(mappings[1].is_of_file());
  EXPECT_TRUE(mappings[2].is_shared);
  EXPECT_EQ(mappings[3].path, "");
  EXPECT_EQ(mappings[4].path, "/lib/old.so");
}

TEST(ParseMappings, LinesThatAreNoneArePassedOver) {
  EXPECT_TRUE(parse_mappings("").empty());
  EXPECT_TRUE(parse_mappings(
                  "no\n00400000-003ff000 r-xp 0 08:01 77 /a\n00400000 r-xp\n00400000-00401000 r 0 0 0 /a\n")
                  .empty());
  EXPECT_EQ(parse_mappings(std::string(kMaps).substr(0, 100)).size(), 1U);
}

TEST(FindMapping, IsTheOneThatTheAddressLiesIn) {
  const auto mappings = parse_mappings(kMaps);
  EXPECT_EQ(find_mapping(mappings, 0x400000), &mappings[0]);
  EXPECT_EQ(find_mapping(mappings, 0x401FFF), &mappings[0]);
  EXPECT_EQ(find_mapping(mappings, 0x402000), nullptr);
  EXPECT_EQ(find_mapping(mappings, 0x3FFFFF), nullptr);
  EXPECT_EQ(find_mapping(mappings, 0x7F0000003000), &mappings[3]);
  EXPECT_EQ(find_mapping({}, 1), nullptr);
}

// This process's own.
class OpenMappedFile : public ::testing::Test {
 protected:
  const ProcFiles files_{"/proc"};
  const testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("module.so");
  Mapping mapping_{0x1000, 0x2000, 0, 0, true, false, path_};

  void make_file() {
    testing::write_bytes(path_, "bytes");
    struct stat status = {};
    ASSERT_EQ(stat(path_.c_str(), &status), 0);
    mapping_.inode = status.st_ino;
  }
};

TEST_F(OpenMappedFile, OpensThePathThatIsStillTheSameFile) {
  make_file();
  EXPECT_TRUE(open_mapped_file(files_, getpid(), mapping_).is_open());
}

TEST_F(OpenMappedFile, AFileThatWasReplacedIsNotTakenForIt) {
  make_file();
  ++mapping_.inode;
  EXPECT_FALSE(open_mapped_file(files_, getpid(), mapping_).is_open());
}

TEST_F(OpenMappedFile, NeitherALinkNorAFifoIsOpened) {
  make_file();
  const std::string link = directory_.file("link");
  std::filesystem::create_symlink(path_, link);
  mapping_.path = link;
  EXPECT_FALSE(open_mapped_file(files_, getpid(), mapping_).is_open());
  mapping_.path = directory_.file("fifo");
  ASSERT_EQ(mkfifo(mapping_.path.c_str(), 0600), 0);
  EXPECT_FALSE(open_mapped_file(files_, getpid(), mapping_).is_open());
}

TEST_F(OpenMappedFile, TheProgramIsFoundByWhatIsStillOpenOfIt) {
  const auto maps = parse_mappings(files_.read_file("self/maps", std::size_t{1} << 20U).value());
  const std::string program = files_.read_link("self/exe").value();
  for (Mapping mapping : maps) {
    if (mapping.path != program || !mapping.is_executable) continue;
    mapping.path = "/removed";
    EXPECT_TRUE(open_mapped_file(files_, getpid(), mapping).is_open());
    return;
  }
  FAIL() << "the program is not mapped";
}

// The map of the code that a process made, in the /tmp of its own file system.
class OpenCodeMap : public ::testing::Test {
 protected:
  OpenCodeMap() {
    proc_.put({});
    write_status(geteuid());
    testing::write_bytes(proc_.root() + "/100/mountinfo",
                         "20 1 8:1 / / rw,relatime shared:1 - ext4 /dev/root rw\n");
    std::filesystem::create_directory_symlink(root_.path(), proc_.root() + "/100/root");
    std::filesystem::create_directories(root_.file("tmp"));
  }
  void write_status(uid_t user) const {
    testing::write_bytes(proc_.root() + "/100/status",
                         fmt::format("Name:\tnode\nUid:\t1\t{0}\t{0}\t{0}\nNSpid:\t100\t7\n", user));
  }
  [[nodiscard]] std::string path() const { return root_.file("tmp/perf-7.map"); }
  [[nodiscard]] bool opens() const { return open_code_map(ProcFiles(proc_.root()), 100).is_open(); }

  const testing::FakeProc proc_;
  const testing::TemporaryDirectory root_;
};

TEST_F(OpenCodeMap, IsFoundByThePidThatTheProcessSees) {
  EXPECT_FALSE(opens());
  testing::write_bytes(path(), "1000 10 f\n");
  EXPECT_TRUE(opens());
}

TEST_F(OpenCodeMap, AnotherUsersIsNotRead) {
  testing::write_bytes(path(), "1000 10 f\n");
  write_status(geteuid() + 1);
  EXPECT_FALSE(opens());
}

TEST_F(OpenCodeMap, NeitherALinkNorAFifoNorAHugeFileIsRead) {
  testing::write_bytes(root_.file("tmp/real"), "1000 10 f\n");
  std::filesystem::create_symlink("real", path());
  EXPECT_FALSE(opens());
  std::filesystem::remove(path());
  ASSERT_EQ(mkfifo(path().c_str(), 0600), 0);
  EXPECT_FALSE(opens());
  std::filesystem::remove(path());
  testing::write_bytes(path(), "1000 10 f\n");
  std::filesystem::resize_file(path(), std::uintmax_t{1} << 30U);
  EXPECT_FALSE(opens());
}

}  // namespace
}  // namespace tidemark

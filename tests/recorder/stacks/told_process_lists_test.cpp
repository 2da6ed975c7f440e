#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "recorder/stacks/told_process.hpp"
#include "tests/recorder/stacks/told_process_fixture.hpp"
#include "tests/support/fake_proc.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using testing::Telling;
using testing::ToldProcessTest;

// A process that runs one file, once it has a root that the file is in.
class ToldFakeProcess : public ToldProcessTest {
 protected:
  ToldFakeProcess() {
    pid_ = 100;
    files_ = ProcFiles(proc_.root());
  }
  [[nodiscard]] std::string path(std::string_view file) const {
    return fmt::format("{}/{}/{}", proc_.root(), pid_, file);
  }
  // Lays out the root, on the file system that tests have.
  void put_root() {
    put_maps(1, 1);
    std::filesystem::create_directories(path("root/bin"));
    std::filesystem::create_directories(path("root/tmp"));
    testing::write_bytes(path("root/bin/worker"), "worker");
    testing::write_bytes(path("mountinfo"), testing::read_bytes("/proc/self/mountinfo"));
    testing::write_bytes(path("status"), fmt::format("Uid:\t{0}\t{0}\t{0}\t{0}\n", geteuid()));
    struct stat status = {};
    EXPECT_EQ(stat(path("root/bin/worker").c_str(), &status), 0);
    inode_ = status.st_ino;
    put_maps(1, 1);
    if (!files_.open_path_of(pid_, "/bin/worker").is_open())
      GTEST_SKIP() << "files for tests lie where they are not opened";
  }
  void put_code_map() const { testing::write_bytes(path("root/tmp/perf-100.map"), "1000 20 made\n"); }
  // Lays out a list of that many mappings, from a page on.
  void put_maps(std::size_t first, std::size_t count) const {
    std::string maps;
    for (std::size_t i = first; i < first + count; ++i)
      maps +=
          fmt::format("{:x}-{:x} r-xp 00000000 fe:01 {} /bin/worker\n", i * 0x1000, (i + 1) * 0x1000, inode_);
    if (!std::filesystem::exists(path("maps"))) {
      testing::FakeProcess process;
      process.pid = pid_;
      proc_.put(process);
    }
    testing::write_bytes(path("maps"), maps);
  }

  const testing::FakeProc proc_;
  std::uint64_t inode_ = 77;
};

#define PUT_ROOT_OR_SKIP() \
  put_root();              \
  if (IsSkipped()) return

TEST_F(ToldFakeProcess, ManyModulesAreToldInPieces) {
  PUT_ROOT_OR_SKIP();
  put_maps(1, 2 * kMostModulesAMessage + 3);
  EXPECT_TRUE(tell(0x1000, 1s));
  const auto sent = tellings();
  ASSERT_EQ(sent.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t count = i < 2 ? kMostModulesAMessage : 3;
    EXPECT_EQ(sent[i].message.begins, i == 0) << "the others add to it";
    EXPECT_EQ(sent[i].message.process, 3U);
    EXPECT_EQ(sent[i].files, count);
    ASSERT_EQ(sent[i].message.modules.size(), count);
    EXPECT_EQ(sent[i].message.modules[0].start, 0x1000 * (1 + i * kMostModulesAMessage));
  }
  EXPECT_EQ(told_.modules().size(), 2 * kMostModulesAMessage + 3);
}

TEST_F(ToldFakeProcess, NoMoreThanAThousandModulesAreTold) {
  PUT_ROOT_OR_SKIP();
  put_maps(1, 1030);
  EXPECT_TRUE(tell(0x1000, 1s));
  std::size_t modules = 0;
  for (const Telling& telling : tellings()) modules += telling.message.modules.size();
  EXPECT_EQ(modules, 1024U);
  EXPECT_EQ(told_.modules().size(), 1024U);
  EXPECT_EQ(told_.mappings().size(), 1030U);
}

TEST_F(ToldFakeProcess, TheMapOfCodeThatItHasMadeIsToldBehindTheModules) {
  PUT_ROOT_OR_SKIP();
  put_code_map();
  EXPECT_TRUE(tell(0x1000, 1s));
  const auto sent = tellings();
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_FALSE(sent[0].message.has_code_map);
  EXPECT_TRUE(sent[1].message.has_code_map);
  EXPECT_FALSE(sent[1].message.begins);
  EXPECT_EQ(sent[1].message.process, 3U);
  EXPECT_EQ(sent[1].files, 1U);
  refresh(2s);
  EXPECT_TRUE(tellings().empty()) << "the unwinder reads on by itself";
  told_.begin_anew();
  EXPECT_TRUE(tell(0x1000, 3s));
  EXPECT_EQ(tellings().size(), 2U) << "with the modules it knows the map no more";
}

TEST_F(ToldFakeProcess, AMapThatComesLaterIsToldOnce) {
  PUT_ROOT_OR_SKIP();
  EXPECT_TRUE(tell(0x1000, 1s));
  EXPECT_EQ(tellings().size(), 1U);
  put_code_map();
  refresh(2s);
  const auto sent = tellings();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_TRUE(sent[0].message.has_code_map);
  refresh(3s);
  EXPECT_TRUE(tellings().empty());
}

TEST_F(ToldFakeProcess, AMapThatComesLaterIsToldWithCodeOfNoModule) {
  PUT_ROOT_OR_SKIP();
  EXPECT_TRUE(tell(0x1000, 1s));
  EXPECT_EQ(tellings().size(), 1U);
  put_code_map();
  EXPECT_TRUE(tell(0x9000, 2s));
  const auto sent = tellings();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_TRUE(sent[0].message.has_code_map);
  EXPECT_TRUE(tell(0x9000, 3s));
  EXPECT_TRUE(tellings().empty());
}

TEST_F(ToldFakeProcess, AModuleWhoseFileIsGoneIsLeftOut) {
  put_maps(1, 2);
  EXPECT_TRUE(tell(0x1000, 1s));
  const auto sent = tellings();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_TRUE(sent[0].message.modules.empty());
  EXPECT_EQ(sent[0].files, 0U);
  EXPECT_TRUE(told_.modules().empty());
}

TEST_F(ToldFakeProcess, OneThatHasEndedIsNotTold) {
  EXPECT_FALSE(tell(0x1000, 1s));
  EXPECT_FALSE(told_.image());
  EXPECT_TRUE(tellings().empty());
  put_maps(1, 1);
  EXPECT_TRUE(tell(0x1000, 1s)) << "it was not there to be looked at";
  proc_.remove(pid_);
  EXPECT_TRUE(tell(0x9000, 3s)) << "what was told of it goes on to serve";
}

TEST_F(ToldFakeProcess, AShortListIsReadOnceForEachTime) {
  put_maps(1, 500);
  EXPECT_TRUE(tell(0x1000, 1s));
  put_maps(1, 499);
  refresh(2s);
  EXPECT_EQ(told_.mappings().size(), 499U);
  put_maps(1, 498);
  refresh(2s);
  EXPECT_EQ(told_.mappings().size(), 499U);
  refresh(2s + 1ns);
  EXPECT_EQ(told_.mappings().size(), 498U);
  EXPECT_EQ(tellings().size(), 1U) << "the unwinder need not know";
}

TEST_F(ToldFakeProcess, ALongListIsReadOnceASecond) {
  put_maps(1, 501);
  EXPECT_TRUE(tell(0x1000, 1s));
  put_maps(1, 502);
  refresh(2s);
  EXPECT_EQ(told_.mappings().size(), 502U);
  put_maps(1, 503);
  refresh(2999ms);
  EXPECT_EQ(told_.mappings().size(), 502U);
  refresh(3s);
  EXPECT_EQ(told_.mappings().size(), 503U);
}

TEST_F(ToldFakeProcess, WhatWasKnownStaysOnceItHasEnded) {
  put_maps(1, 2);
  EXPECT_TRUE(tell(0x1000, 1s));
  proc_.remove(pid_);
  refresh(2s);
  EXPECT_EQ(told_.mappings().size(), 2U);
}

}  // namespace
}  // namespace tidemark

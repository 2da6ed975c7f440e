#include "tests/scenario/disk_fixture.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <thread>

namespace tidemark::testing {
namespace {

using namespace std::chrono_literals;

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

DiskTest::DiskTest() {
  std::filesystem::create_directory(disk_);
  std::filesystem::create_directory(back_);
  recording_ = disk_ + "/r.tidemark";
}

void DiskTest::SetUp() {
  if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    GTEST_SKIP() << "a mount namespace is not permitted here";
}

void DiskTest::TearDown() {
  umount2(disk_.c_str(), MNT_DETACH);
  umount2(back_.c_str(), MNT_DETACH);
}

bool DiskTest::mount_memory(const std::string& place, const char* size) {
  return mount("none", place.c_str(), "tmpfs", 0, ("size=" + std::string(size)).c_str()) == 0;
}

bool DiskTest::succeeds(const std::string& script) const {
  const std::string places =
      fmt::format("disk='{}'; back='{}'; outer='{}'; ", disk_, back_, directory_.file("outer"));
  return run_to_end({shell(places + script)}).status == 0;
}

void DiskTest::fill(const std::string& place) {
  const int descriptor = open((place + "/fill").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_GE(descriptor, 0);
  const std::string block(4096, '\xA5');
  while (write(descriptor, block.data(), block.size()) > 0) {}
  close(descriptor);
}

void DiskTest::free_space(const std::string& place) { std::filesystem::remove(place + "/fill"); }

void DiskTest::expect_one_gap(const std::function<void()>& spoil, const std::function<void()>& mend,
                              const std::string& reason) {
  const RealProcess leaking({subject("heap-leak", "120")});
  RealProcess recorder(
      {run({"--interval", "50ms", "--max-cpu", "100%", "--pid-tree", std::to_string(leaking.pid())})});
  ASSERT_TRUE(reaches_ticks(5)) << recorder.errors();
  const auto has_said = [&](const char* text) {
    return comes_true([&, text] { return recorder.errors().find(text) != std::string::npos; });
  };
  // The worst moment: some ticks after a reader has been there, and with nothing in memory that is still to
  // be written, the next change of the memory shared with readers (-shm) needs the disk, too.
  std::this_thread::sleep_for(200ms);
  recorder.send(SIGSTOP);
  std::this_thread::sleep_for(100ms);
  sync();
  sync();  // btrfs counts only when it has written
  spoil();
  recorder.send(SIGCONT);
  EXPECT_TRUE(has_said("ticks are lost until this is over")) << recorder.errors();
  std::this_thread::sleep_for(1s);
  mend();
  ASSERT_TRUE(has_said("recording again")) << recorder.errors();
  std::this_thread::sleep_for(500ms);
  ASSERT_TRUE(recorder.is_running());
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();

  EXPECT_EQ(count_of(recorder.errors(), "ticks are lost"), 1U) << recorder.errors();
  EXPECT_EQ(count_of(recorder.errors(), "recording again"), 1U) << recorder.errors();
  EXPECT_EQ(rows("PRAGMA integrity_check"), Rows{"ok"});
  EXPECT_EQ(rows("PRAGMA journal_mode"), Rows{"delete"});
  EXPECT_EQ(rows("SELECT count(*) FROM tick WHERE gap_reason LIKE 'write failed: %" + reason + "%'"),
            Rows{"1"})
      << fmt::format("{}", fmt::join(rows("SELECT gap_reason FROM tick WHERE gap_reason NOT NULL"), "\n"));
  const auto lost = number("SELECT sum(missed_before) FROM tick WHERE gap_reason LIKE 'write failed: %'");
  EXPECT_GE(lost, 5);
  expect_every_tick_accounted_for();
  const Outcome info = run_to_end({{TIDEMARK_ANALYZER, "info", recording_}});
  EXPECT_EQ(info.status, 0) << info.errors;
}

void DiskTest::expect_every_tick_accounted_for() const {
  const std::int64_t due =
      number("SELECT 1 + (max(boottime_ns) - min(boottime_ns) + 25000000) / 50000000 FROM tick");
  const std::int64_t known = number("SELECT count(*) + sum(missed_before) FROM tick");
  EXPECT_LE(std::abs(due - known), 2)
      << due << " were due, " << known << " are recorded or said to be missed";
}

}  // namespace tidemark::testing

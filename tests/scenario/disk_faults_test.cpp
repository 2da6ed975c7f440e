// What the disk under a recording may do to it, each done by the kernel.
#include <sys/mount.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "tests/scenario/disk_fixture.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using testing::RealProcess;
using testing::Rows;

class DiskFaults : public testing::DiskTest {};

TEST_F(DiskFaults, ADiskThatIsFullForASecondCostsThatSecond) {
  if (!mount_memory(disk_, "1m")) GTEST_SKIP() << "mounting a tmpfs is not permitted here";
  expect_one_gap([&] { fill(disk_); }, [&] { free_space(disk_); }, "full");
}

TEST_F(DiskFaults, ADiskThatStaysFullIsSaidOnceAndTheFileKept) {
  if (!mount_memory(disk_, "512k")) GTEST_SKIP() << "mounting a tmpfs is not permitted here";
  RealProcess recorder(
      {run({"--interval", "20ms", "--max-cpu", "100%", "--pid-tree", std::to_string(getpid())})});
  ASSERT_TRUE(reaches_ticks(5)) << recorder.errors();
  fill(disk_);
  std::this_thread::sleep_for(2s);
  ASSERT_TRUE(recorder.is_running()) << recorder.errors();
  const std::int64_t before = ticks();
  recorder.send(SIGTERM);
  recorder.wait();
  const std::string said = recorder.errors();
  EXPECT_EQ(said.find("ticks are lost"), said.rfind("ticks are lost")) << said;
  EXPECT_LE(std::count(said.begin(), said.end(), '\n'), 2) << said;
  EXPECT_EQ(ticks(), before);
  EXPECT_EQ(rows("PRAGMA integrity_check"), Rows{"ok"});
}

// The device's blocks lie in a file: while nobody may change that, the device answers writes with EIO.
TEST_F(DiskFaults, ADeviceThatFailsIsWrittenToAgainWhenItWorks) {
  if (!succeeds(
          "truncate -s 24m $outer && mkfs.ext4 -q -F -O ^has_journal $outer && mount -o loop $outer $back && "
          "truncate -s 16m $back/image && mkfs.ext4 -q -F -O ^has_journal $back/image && "
          "mount -o loop,sync $back/image $disk && chattr +i $back/image && chattr -i $back/image"))
    GTEST_SKIP() << "loop devices with ext4 are not available here";
  expect_one_gap([&] { EXPECT_TRUE(succeeds("chattr +i $back/image")); },
                 [&] { EXPECT_TRUE(succeeds("chattr -i $back/image")); }, "Input/output error");
}

// As ext4 does by itself where it finds itself damaged: with the recording open. (The kernel refuses
// `mount -o remount,ro` then.) What it takes to have it written to again is to mount it anew.
TEST_F(DiskFaults, AFileSystemThatTurnsReadOnlyIsWrittenToAgainWhenItMayBe) {
  const auto mounts = [&] { return succeeds("mount -o loop,errors=remount-ro $back/image $disk"); };
  // What lies beneath is not to be recorded to while nothing is mounted there.
  ASSERT_EQ(mount("none", disk_.c_str(), "tmpfs", MS_RDONLY, nullptr), 0);
  if (!succeeds("truncate -s 8m $back/image && mkfs.ext4 -q -F $back/image") || !mounts())
    GTEST_SKIP() << "loop devices with ext4 are not available here";
  const std::string trigger =
      "/sys/fs/ext4/$(basename $(findmnt -n -t ext4 -o SOURCE $disk))/trigger_fs_error";
  if (!succeeds("test -w " + trigger)) GTEST_SKIP() << "ext4's trigger_fs_error is not available here";
  expect_one_gap([&] { EXPECT_TRUE(succeeds("echo test > " + trigger)); },
                 [&] {
                   EXPECT_TRUE(testing::comes_true([&] { return umount(disk_.c_str()) == 0; }));
                   EXPECT_TRUE(mounts());
                 },
                 "ead-only");
}

TEST_F(DiskFaults, AQuotaThatIsUsedUpCostsTheTicksUntilThereIsRoom) {
  if (!succeeds("truncate -s 128m $back/image && mkfs.btrfs -q -m single $back/image && "
                "mount -o loop $back/image $disk && btrfs quota enable $disk"))
    GTEST_SKIP() << "quotas (btrfs quota groups) are not available here";
  ASSERT_TRUE(succeeds("btrfs subvolume create $disk/v"));
  recording_ = disk_ + "/v/r.tidemark";
  expect_one_gap([&] { EXPECT_TRUE(succeeds("btrfs qgroup limit 64K 0/256 $disk")); },
                 [&] { EXPECT_TRUE(succeeds("btrfs qgroup limit none 0/256 $disk")); }, "uota exceeded");
}

TEST_F(DiskFaults, ADirectoryThatIsTakenAwayAndPutBackCostsTheTicksBetween) {
  const std::string away = directory_.file("away");
  expect_one_gap([&] { std::filesystem::rename(disk_, away); }, [&] { std::filesystem::rename(away, disk_); },
                 "No such file");
}

TEST_F(DiskFaults, ADirectoryThatIsRemovedAndMadeAnewHasANewRecording) {
  const RealProcess leaking({subject("heap-leak", "120")});
  RealProcess recorder({run({"--interval", "50ms", "--pid-tree", std::to_string(leaking.pid())})});
  ASSERT_TRUE(reaches_ticks(5)) << recorder.errors();
  std::filesystem::remove_all(disk_);
  ASSERT_TRUE(testing::comes_true([&] { return recorder.errors().find("are lost") != std::string::npos; }));
  std::filesystem::create_directory(disk_);
  ASSERT_TRUE(reaches_ticks(5)) << recorder.errors();
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
  EXPECT_EQ(rows("SELECT part, ended_cleanly FROM session"), Rows{"2|1"});
  EXPECT_EQ(number("SELECT missed_before > 0 AND gap_reason LIKE 'write failed: %' FROM tick WHERE id = 1"),
            1);
  EXPECT_EQ(number("SELECT count(*) FROM sample WHERE tick = 1"), 1) << "it begins with full values";
  EXPECT_EQ(rows("PRAGMA integrity_check"), Rows{"ok"});
}

}  // namespace
}  // namespace tidemark

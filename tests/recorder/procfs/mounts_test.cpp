#include "recorder/procfs/mounts.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

// proc(5)
constexpr const char* kMounts =
    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
    "36 22 0:32 / /tmp rw,nosuid - tmpfs tmpfs rw,size=4096k\n"
    "41 36 0:45 / /srv/far\\040away rw shared:5 master:2 - nfs4 server:/export rw\n"
    "52 36 0:51 / /tmp rw - fuse.bindfs /somewhere rw\n";

TEST(MountAt, OfSeveralOnOneAnotherTheLastCounts) {
  EXPECT_EQ(mount_at(kMounts, "/tmp"), "fuse.bindfs");
  EXPECT_EQ(mount_at(kMounts, "/home"), "ext4");
  EXPECT_EQ(mount_at("", "/"), "");
}

TEST(MountOfId, IsTheOneOfThatNumberAlone) {
  EXPECT_EQ(mount_of_id(kMounts, 36), "tmpfs");
  EXPECT_EQ(mount_of_id(kMounts, 41), "nfs4");
  EXPECT_EQ(mount_of_id(kMounts, 4), "");
  EXPECT_EQ(mount_of_id("no mount\n\n36\n", 36), "");
}

TEST(IsLocal, OnlyWhereTheKernelReadsFilesByItself) {
  for (const char* local : {"ext4", "btrfs", "tmpfs", "overlay", "squashfs"})
    EXPECT_TRUE(is_local(local)) << local;
  for (const char* far : {"nfs4", "cifs", "fuse.bindfs", "fuseblk", "9p", ""})
    EXPECT_FALSE(is_local(far)) << far;
}

}  // namespace
}  // namespace tidemark

#pragma once

#include <functional>
#include <string>

#include "tests/scenario/recorder_fixture.hpp"

namespace tidemark::testing {

// A recorder whose recording lies on a disk of its own, which a test can spoil and mend. Only this process,
// and what it starts, see the disk.
class DiskTest : public RecorderTest {
 protected:
  DiskTest();
  void SetUp() override;
  void TearDown() override;

  // Mounts a disk in memory of `size` bytes; says whether that is permitted.
  [[nodiscard]] static bool mount_memory(const std::string& place, const char* size);
  // Runs a shell script with $disk, $back and $outer set, the last a file to be,; says whether it succeeds.
  [[nodiscard]] bool succeeds(const std::string& script) const;

  // Fills the file system at `place` to the last byte; `free_space` undoes it.
  static void fill(const std::string& place);
  static void free_space(const std::string& place);

  // Records through one episode: until writing fails, for a second more, and on after it is mended. Expects
  // that the recorder lives on, says it once, and leaves a sound file that lacks those ticks only, and says
  // why. reason  part of what the gap is to be explained with
  void expect_one_gap(const std::function<void()>& spoil, const std::function<void()>& mend,
                      const std::string& reason);

  std::string disk_ = directory_.file("disk");
  std::string back_ = directory_.file("back");  // what holds the disk's blocks, where that is a file

 private:
  void expect_every_tick_accounted_for() const;
};

}  // namespace tidemark::testing

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>

#include "tests/scenario/recorder_fixture.hpp"

namespace tidemark {
namespace {

using testing::Launch;
using testing::Outcome;
using testing::Rows;
using testing::run_to_end;

// A recording on a file system of its own, which only the started processes see.
class FullDisk : public testing::RecorderTest {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(disk_);
    if (run_to_end(on_small_disk({"true"})).status != 0)
      GTEST_SKIP() << "mounting a tmpfs is not permitted here";
  }

  [[nodiscard]] Launch on_small_disk(const testing::Words& command) const {
    return {command, {}, {}, [disk = disk_.c_str()] {
              const bool is_mounted = unshare(CLONE_NEWNS) == 0 &&
                                      mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                                      mount("none", disk, "tmpfs", 0, "size=640k") == 0;
              if (!is_mounted) _exit(97);
            }};
  }

  std::string disk_ = directory_.file("disk");
};

TEST_F(FullDisk, LosesTicksButNeitherTheCommandNorTheFile) {
  const std::string script = fmt::format(
      "'{0}' exec --output {1}/r --interval 20ms -- sh -c 'sleep 0.5; cat /dev/zero > {1}/fill; '{2}' "
      "heap-leak 1;"
      " rm {1}/fill; sleep 0.5; exit 5' 2> {3}; status=$?; cp {1}/r '{4}'; cat {3} >&2; exit $status",
      TIDEMARK_RECORDER, disk_, TIDEMARK_SUBJECT, directory_.file("err"), recording_);
  const Outcome outcome = run_to_end(on_small_disk(shell(script)));
  EXPECT_EQ(outcome.status, 5);
  EXPECT_NE(outcome.errors.find("ticks are lost until this is over"), std::string::npos) << outcome.errors;
  EXPECT_NE(outcome.errors.find("recording again"), std::string::npos) << outcome.errors;
  expect_closed_cleanly();
  EXPECT_EQ(rows("PRAGMA integrity_check"), Rows{"ok"});
  EXPECT_GT(number("SELECT sum(missed_before) FROM tick WHERE gap_reason LIKE 'write failed: %'"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM session WHERE ended_cleanly = 1"), 1);
}

TEST_F(FullDisk, ThatStaysFullEndsNothingEarly) {
  const std::string script = fmt::format(
      "'{0}' exec --output {1}/r --interval 20ms -- sh -c 'sleep 0.3; cat /dev/zero > {1}/fill 2> /dev/null;"
      " '{2}' heap-leak 1; exit 6'; status=$?; cp {1}/r* '{3}'; exit $status",
      TIDEMARK_RECORDER, disk_, TIDEMARK_SUBJECT, directory_.path());
  const Outcome outcome = run_to_end(on_small_disk(shell(script)));
  EXPECT_EQ(outcome.status, 6);
  recording_ = directory_.file("r");
  EXPECT_EQ(rows("PRAGMA integrity_check"), Rows{"ok"});
  EXPECT_GT(ticks(), 0);
  EXPECT_EQ(rows("SELECT ended_cleanly FROM session"), Rows{"0"}) << "the last ticks are lost";
}

TEST_F(FullDisk, WhileItRotatesLeavesNothingButRecordings) {
  const std::string script = fmt::format(
      "'{0}' run --output {1}/r.tidemark --interval 50ms --include '^sh$' --rotate-every 1s --keep-size "
      "320KiB & recorder=$!; "
      "sleep 1.5;"
      " cat /dev/zero > {1}/fill 2> /dev/null; sleep 3; rm {1}/fill; sleep 1.5; kill $recorder; wait "
      "$recorder;"
      " status=$?; cp {1}/* '{2}'; exit $status",
      TIDEMARK_RECORDER, disk_, directory_.path());
  const Outcome outcome = run_to_end(on_small_disk(shell(script)));
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  int parts = 0;
  for (const std::string& name : testing::list_names(directory_.path())) {
    if (!name.starts_with("r-")) continue;
    ++parts;
    EXPECT_TRUE(name.ends_with(".tidemark")) << name;
    recording_ = directory_.file(name);
    EXPECT_EQ(rows("PRAGMA integrity_check"), Rows{"ok"}) << name;
    EXPECT_GT(ticks(), 0) << name;
  }
  EXPECT_GE(parts, 2) << outcome.errors;
}

TEST_F(FullDisk, FromTheStartIs125AndStartsNothing) {
  const std::string script =
      fmt::format("cat /dev/zero > {1}/fill 2> /dev/null; exec '{0}' exec --output {1}/r -- touch '{2}'",
                  TIDEMARK_RECORDER, disk_, directory_.file("mark"));
  const Outcome outcome = run_to_end(on_small_disk(shell(script)));
  EXPECT_EQ(outcome.status, 125) << outcome.errors;
  EXPECT_NE(outcome.errors.find(disk_ + "/r"), std::string::npos) << outcome.errors;
  EXPECT_FALSE(std::filesystem::exists(directory_.file("mark")));
}

}  // namespace
}  // namespace tidemark

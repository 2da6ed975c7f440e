#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/scenario/recorder_fixture.hpp"

namespace tidemark {
namespace {

using testing::RealProcess;
using testing::Rows;

#ifdef __SANITIZE_ADDRESS__
constexpr std::int64_t kMostGrowthKib = 1 << 20;  // what is freed is held on to for a while
#else
constexpr std::int64_t kMostGrowthKib = 1024;
#endif

// How many processes come and go: TIDEMARK_FORKS, or 4000.
std::string forks_asked_for() {
  const char* asked = std::getenv("TIDEMARK_FORKS");
  return asked == nullptr ? "4000" : asked;
}

class ForkStorm : public testing::RecorderTest {
 protected:
  static std::size_t descriptors_of(pid_t pid) {
    return testing::list_names("/proc/" + std::to_string(pid) + "/fd").size();
  }
  [[nodiscard]] std::int64_t last_rss_kib() const {
    return number("SELECT recorder_rss_kib FROM tick ORDER BY id DESC LIMIT 1");
  }
};

TEST_F(ForkStorm, LeavesNeitherDescriptorsNorMemoryBehind) {
  // The first storm brings the recorder's tables to their size.
  const std::string script = "'" TIDEMARK_SUBJECT "' storm " + forks_asked_for();
  const std::string go = directory_.file("go");
  RealProcess storms({shell("until [ -e '" + go + "' ]; do sleep 0.1; done; " + script + "; sleep 2; " +
                            script + "; sleep 30")});
  RealProcess recorder(
      {run({"--interval", "50ms", "--max-cpu", "100%", "--pid-tree", std::to_string(storms.pid())})});
  ASSERT_TRUE(reaches_ticks(1));
  testing::write_bytes(go, "");
  // One that is seen in the midst of its exec has two rows.
  const std::string parents =
      "SELECT count(DISTINCT pid) FROM process WHERE exit_tick IS NOT NULL AND comm = 'test-subject' AND "
      "ppid = " +
      std::to_string(storms.pid());
  const std::string alive = "SELECT count(*) FROM process WHERE comm = 'test-subject' AND exit_tick IS NULL";
  const auto wait_for_end_of = [&](int storm) {
    EXPECT_TRUE(
        testing::comes_true([&] { return ticks() > 0 && number(parents) == storm && number(alive) == 0; },
                            std::chrono::seconds(100)));
  };
  wait_for_end_of(1);
  const std::size_t descriptors = descriptors_of(recorder.pid());
  const std::int64_t rss_kib = last_rss_kib();
  wait_for_end_of(2);
  EXPECT_LE(descriptors_of(recorder.pid()), descriptors + 2);
  EXPECT_LE(last_rss_kib(), rss_kib + kMostGrowthKib);
  recorder.send(SIGTERM);
  EXPECT_EQ(recorder.wait(), 0) << recorder.errors();
  EXPECT_EQ(rows("PRAGMA integrity_check"), Rows{"ok"});
  const std::int64_t recorded = number("SELECT count(*) FROM process WHERE comm = 'test-subject'");
  EXPECT_GE(recorded + number("SELECT sum(short_lived_unknown) FROM tick"),
            2 * std::stoll(forks_asked_for()));
  EXPECT_GT(recorded, 100);
  EXPECT_EQ(number(alive), 0);
}

}  // namespace
}  // namespace tidemark

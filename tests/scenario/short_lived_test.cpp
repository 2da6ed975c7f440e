#include <fmt/core.h>
#include <gtest/gtest.h>

#include "tests/scenario/recorder_fixture.hpp"

namespace tidemark {
namespace {

using testing::run_to_end;
using testing::Words;

class ShortLived : public testing::RecorderTest {
 protected:
  // One process after another, none of which lives for as long as the interval, and some start others.
  static constexpr int kProcesses = 200;
  void record(const char* exits, const char* interval = "10s") const {
    const std::string script = fmt::format(
        "i=0; while [ $i -lt {} ]; do (/bin/true; exec /bin/true); i=$((i + 2)); done", kProcesses);
    const auto outcome = run_to_end({exec(shell(script), {"--exits", exits, "--interval", interval})});
    ASSERT_EQ(outcome.status, 0) << outcome.errors;
  }
  [[nodiscard]] std::int64_t recorded() const {
    return number("SELECT count(*) FROM process WHERE comm = 'true' AND peak_vm_kib > 1000");
  }
};

TEST_F(ShortLived, NoneIsMissedWhereTheKernelTellsOfExits) {
  const auto probe = run_to_end({exec({"true"}, {"--exits", "taskstats"})});
  if (probe.status == 125) GTEST_SKIP() << probe.errors;
  for (const char* interval : {"10s", "20ms"}) {
    std::remove(recording_.c_str());
    record("taskstats", interval);
    EXPECT_EQ(recorded(), kProcesses) << interval;
    EXPECT_EQ(number("SELECT sum(short_lived_unknown) FROM tick"), 0);
  }
}

TEST_F(ShortLived, TheyAreCountedWhereItDoesNot) {
  record("none");
  // The first scan or the last may see one that is just there.
  EXPECT_LE(number("SELECT count(*) FROM process WHERE comm = 'true'"), 2);
  EXPECT_GE(number("SELECT sum(short_lived_unknown) FROM tick"), kProcesses - 20);
}

TEST_F(ShortLived, AValueThatIsNoneIsRefused) {
  const auto outcome = run_to_end({exec({"true"}, {"--exits", "perhaps"})});
  EXPECT_EQ(outcome.status, 125);
  EXPECT_NE(outcome.errors.find("exits: 'perhaps' is neither auto, taskstats nor none"), std::string::npos)
      << outcome.errors;
}

}  // namespace
}  // namespace tidemark

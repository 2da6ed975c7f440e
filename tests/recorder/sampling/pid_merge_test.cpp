#include "recorder/sampling/pid_merge.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <set>

#include <rapidcheck/gtest.h>

namespace tidemark {
namespace {

// What is known of a process: moved, never copied.
struct Known {
  pid_t pid = 0;
  std::unique_ptr<pid_t> state;
};

std::vector<Known> make_known(const std::set<pid_t>& pids) {
  std::vector<Known> known;
  for (const pid_t pid : pids) known.push_back({pid, std::make_unique<pid_t>(pid)});
  return known;
}

RC_GTEST_PROP(MergeByPid, KeepsWhatStaysForgetsWhatIsGoneAndMakesWhatArrives,
              (const std::set<pid_t>& before, const std::set<pid_t>& after)) {
  std::vector<Known> known = make_known(before);
  const std::vector<pid_t> now(after.begin(), after.end());
  std::set<pid_t> gone;
  std::size_t arrived = 0;
  merge_by_pid(
      known, now.size(), [&](std::size_t i) { return now[i]; },
      [&](Known& entry) {
        RC_ASSERT(entry.state && *entry.state == entry.pid);
        gone.insert(entry.pid);
      },
      [&] { ++arrived; });
  RC_ASSERT(known.size() == now.size());
  for (std::size_t i = 0; i < now.size(); ++i) {
    RC_ASSERT(known[i].pid == now[i]);
    RC_ASSERT(static_cast<bool>(known[i].state) == before.contains(now[i]));
    if (known[i].state) RC_ASSERT(*known[i].state == now[i]);
    RC_ASSERT(find_pid(known, now[i]) == &known[i]);
  }
  std::size_t stayed = 0;
  for (const pid_t pid : before) {
    RC_ASSERT(gone.contains(pid) != after.contains(pid));
    stayed += after.count(pid);
  }
  RC_ASSERT(arrived == now.size() - stayed);
}

TEST(FindPid, FindsNothingWhereThereIsNoSuchProcess) {
  std::vector<Known> known = make_known({3, 7});
  EXPECT_EQ(find_pid(known, 5), nullptr);
  EXPECT_EQ(find_pid(known, 8), nullptr);
}

}  // namespace
}  // namespace tidemark

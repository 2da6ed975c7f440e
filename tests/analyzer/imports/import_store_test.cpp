#include "analyzer/imports/import_store.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tidemark {
namespace {

MemoryKib resident(std::int64_t kib) { return {.vm_size = {}, .rss = Kib(kib), .shared = {}, .data = {}}; }

std::vector<std::int64_t> times_of(const ImportStore& store) {
  std::vector<std::int64_t> times;
  store.for_each_sample([&](const ImportedSample& sample) { times.push_back(sample.wall_ns); });
  return times;
}

TEST(ImportStore, GivesSamplesByTimeWhateverTheirOrderWas) {
  ImportStore store;
  store.begin_input();
  const std::uint32_t process = store.process(store.session(""), 7, "a");
  for (const std::int64_t time : {3000, 1000, 2000}) store.add(process, time, resident(time));
  EXPECT_EQ(times_of(store), (std::vector<std::int64_t>{1000, 2000, 3000}));
}

TEST(ImportStore, OnePidWithOneNameOnOneHostIsOneProcess) {
  ImportStore store;
  store.begin_input();
  const std::uint32_t one = store.process(store.session("alpha"), 7, "a");
  EXPECT_EQ(store.process(store.session("alpha"), 7, "a"), one);
  EXPECT_NE(store.process(store.session("alpha"), 7, "b"), one);
  EXPECT_NE(store.process(store.session("beta"), 7, "a"), one);
  store.begin_input();
  EXPECT_NE(store.process(store.session("alpha"), 7, "a"), one);
  EXPECT_EQ(store.sessions().size(), 3U);
}

TEST(ImportStore, WithoutPidsNamesAreNumbered) {
  ImportStore store;
  store.begin_input();
  const std::uint32_t session = store.session("");
  static_cast<void>(store.process(session, std::nullopt, "a"));
  static_cast<void>(store.process(session, std::nullopt, "b"));
  static_cast<void>(store.process(session, std::nullopt, "a"));
  ASSERT_EQ(store.processes().size(), 2U);
  EXPECT_EQ(store.processes()[1].pid, 2);
  EXPECT_EQ(store.notes_of(0).size(), 1U);
}

TEST(ImportStore, ASampleWithoutAnyValueIsNone) {
  ImportStore store;
  store.begin_input();
  store.add(store.process(store.session(""), 7, "a"), 1000, {});
  EXPECT_EQ(store.samples(), 0U);
}

}  // namespace
}  // namespace tidemark

#include "analyzer/alerts/told_file.hpp"

#include <gtest/gtest.h>

#include "analyzer/alerts/alert_json.hpp"
#include "tests/analyzer/alerts/made_alerts.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace testing;

ToldAlerts some_told() {
  ToldAlerts told;
  Alert second = made_alert("second \"name\"", Verdict::kCritical, {1, 2});
  second.key.host = "beta";
  for (LifeIdentity& life : second.lives) life.host = "beta";
  second.lives[1].start_ticks.reset();
  second.figures.reset();
  static_cast<void>(take_in(made_judgement(0, {made_alert("cache", Verdict::kLeak), second}), {}, told));
  return told;
}

TEST(ToldDirectory, RemembersAll) {
  const TemporaryDirectory directory;
  const ToldAlerts told = some_told();
  {
    const ToldDirectory memory(directory.path());
    EXPECT_TRUE(memory.read().told.judgements.empty());
    EXPECT_FALSE(look_into(directory.path()));
    memory.write(told);
  }
  const auto [again, damage] = ToldDirectory(directory.path()).read();
  EXPECT_FALSE(damage);
  EXPECT_EQ(again.alerts, told.alerts);
  EXPECT_EQ(again.events, told.events);
  ASSERT_EQ(again.judgements.size(), 1U);
  EXPECT_EQ(again.judgements[0].alerts, told.judgements[0].alerts);
  EXPECT_EQ(again.judgements[0].judged, told.judgements[0].judged);
  EXPECT_EQ(again.judgements[0].recorded_until, told.judgements[0].recorded_until);
  EXPECT_EQ(format_told(again), format_told(told));
  EXPECT_EQ(look_into(directory.path())->alerts, told.alerts);
}

TEST(ToldDirectory, WhateverIsCutOffIsBegunAnewAndKept) {
  const std::string whole = format_told(some_told());
  for (std::size_t size = 0; size < whole.size() - 1; size += 7) {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/told.json";
    write_bytes(path, whole.substr(0, size));
    EXPECT_TRUE(has(user_error([&] { static_cast<void>(look_into(directory.path())); }), path));
    const auto [told, damage] = ToldDirectory(directory.path()).read();
    EXPECT_TRUE(told.alerts.empty() && told.judgements.empty());
    EXPECT_TRUE(damage && has(*damage, "kept as " + path + ".damaged"));
    EXPECT_EQ(list_names(directory.path()), std::vector<std::string>{"told.json.damaged"});
    EXPECT_EQ(read_bytes(path + ".damaged"), whole.substr(0, size));
  }
}

TEST(ToldDirectory, WhatNobodyWroteIsDamage) {
  const std::string whole = format_told(some_told());
  const auto damage_of = [&](const std::string& from, const std::string& to) {
    std::string text = whole;
    text.replace(text.find(from), from.size(), to);
    const TemporaryDirectory directory;
    write_bytes(directory.path() + "/told.json", text);
    return ToldDirectory(directory.path()).read().damage.value_or("none");
  };
  EXPECT_TRUE(has(damage_of("tidemark-told", "other"), "format"));
  EXPECT_TRUE(has(damage_of("\"version\": 1", "\"version\": 2"), "version is 2"));
  EXPECT_TRUE(has(damage_of("\"leak\"", "\"leek\""), "leek"));
  EXPECT_TRUE(has(damage_of("2026-11-20T10", "2026-13-20T10"), "time"));
  EXPECT_TRUE(has(damage_of("\"cpu_seconds\": 0.5", "\"cpu_seconds\": -1"), "amount"));
  EXPECT_TRUE(has(damage_of("\"events\": 1", "\"events\": \"many\""), "begun anew"));
  EXPECT_TRUE(has(damage_of("\"pid\": 42", "\"pid\": []"), "begun anew"));
}

TEST(ToldDirectory, TwoTellersDoNotMeet) {
  const TemporaryDirectory directory;
  const ToldDirectory memory(directory.path());
  EXPECT_TRUE(has(user_error([&] { const ToldDirectory other(directory.path()); }), "another one tells"));
}

TEST(ToldDirectory, OneThatIsNotThereIsAnError) {
  EXPECT_TRUE(has(user_error([] { const ToldDirectory none("/nowhere/at/all"); }), "/nowhere/at/all"));
}

}  // namespace
}  // namespace tidemark

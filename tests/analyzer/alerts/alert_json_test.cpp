#include "analyzer/alerts/alert_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/analyzer/alerts/made_alerts.hpp"

namespace tidemark {
namespace {

using namespace testing;
using nlohmann::json;

TEST(FormatEvent, IsOneLineThatSaysAll) {
  const std::vector<AlertChange> changes{{News::kNew, made_alert("cache", Verdict::kLeak)},
                                         {News::kGone, made_alert("server", Verdict::kCritical)}};
  const std::string event = format_event(made_judgement(0, {}), changes);
  EXPECT_EQ(event.find('\n'), event.size() - 1);
  const json parsed = json::parse(event);
  EXPECT_EQ(parsed["format"], "tidemark-alerts");
  EXPECT_EQ(parsed["version"], 1);
  EXPECT_EQ(parsed["host"], "alpha");
  EXPECT_EQ(parsed["judged"], "2026-11-20T10:00:00.000Z");
  EXPECT_EQ(parsed["span_seconds"], 86400);
  EXPECT_EQ(parsed["subject"], "Tidemark on alpha: new: cache, and 1 more");
  EXPECT_EQ(parsed["text"], "new (leak): cache grew.\ngone: server grows no more\n\ncache: details\n");
  ASSERT_EQ(parsed["changes"].size(), 2U);
  const json& first = parsed["changes"][0];
  EXPECT_EQ(first["change"], "new");
  EXPECT_EQ(first["name"], "cache");
  EXPECT_EQ(first["verdict"], "leak");
  EXPECT_EQ(first["command"], "cache --serve");
  EXPECT_EQ(first["processes"][0], (json{{"pid", 42}, {"start_ticks", 4200}}));
  EXPECT_EQ(first["figures"]["slope_bytes_per_second"], 1024.5);
  EXPECT_EQ(parsed["changes"][1]["change"], "gone");
}

TEST(FormatEvent, WhatIsNotUtf8IsReplaced) {
  const std::vector<AlertChange> changes{{News::kNew, made_alert("\xff", Verdict::kLeak)}};
  EXPECT_FALSE(json::parse(format_event(made_judgement(0, {}), changes)).is_discarded());
}

}  // namespace
}  // namespace tidemark

#include "analyzer/text/json_text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tidemark {
namespace {

TEST(DisarmJson, KeepsTheValueAndLeavesNoTwoNumberSigns) {
  for (const char* text : {"", "#1", "##[error]x", "###vso[x]", "####"}) {
    const nlohmann::json json{{text, text}};
    const std::string disarmed = disarm_json(json.dump());
    EXPECT_EQ(nlohmann::json::parse(disarmed), json);
    EXPECT_EQ(disarmed.find("##"), std::string::npos) << disarmed;
  }
  EXPECT_EQ(disarm_json("\"#1\""), "\"#1\"");
}

}  // namespace
}  // namespace tidemark

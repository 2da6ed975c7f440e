#include "analyzer/lives/process_pattern.hpp"

#include <gtest/gtest.h>

#include "tests/support/errors.hpp"

namespace tidemark {
namespace {

using namespace testing;

TEST(ProcessPattern, WithoutAnExpressionEveryProcessFits) {
  const ProcessPattern pattern("process", std::nullopt);
  EXPECT_FALSE(pattern.is_given());
  EXPECT_TRUE(pattern.fits("server", "server --serve"));
  EXPECT_TRUE(pattern.fits("", std::nullopt));
}

TEST(ProcessPattern, ItIsFoundInTheNameOrTheCommand) {
  const ProcessPattern pattern("process", "serve");
  EXPECT_TRUE(pattern.is_given());
  EXPECT_TRUE(pattern.fits("server", "/usr/bin/daemon"));
  EXPECT_TRUE(pattern.fits("daemon", "daemon --serve"));
  EXPECT_FALSE(pattern.fits("daemon", "daemon --quiet"));
}

TEST(ProcessPattern, ACommandThatIsNotKnownFitsNothing) {
  const ProcessPattern pattern("process", "serve|^$");
  EXPECT_TRUE(pattern.fits("server", std::nullopt));
  EXPECT_FALSE(pattern.fits("daemon", std::nullopt));
  EXPECT_TRUE(pattern.fits("daemon", "")) << "a command that is known to be empty";
}

TEST(ProcessPattern, AnchorsHoldTheWholeName) {
  const ProcessPattern pattern("process", "^ser.er$");
  EXPECT_TRUE(pattern.fits("server", std::nullopt));
  EXPECT_FALSE(pattern.fits("servers", std::nullopt));
  EXPECT_FALSE(pattern.fits("a server", std::nullopt));
}

TEST(ProcessPattern, AnExpressionThatIsNoneNamesItsSetting) {
  const std::string error = user_error([] { static_cast<void>(ProcessPattern("explain", "a(b")); });
  EXPECT_TRUE(error.starts_with("explain: 'a(b' is not a regular expression: ")) << error;
}

}  // namespace
}  // namespace tidemark

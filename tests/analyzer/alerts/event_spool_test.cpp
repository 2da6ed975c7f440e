#include "analyzer/alerts/event_spool.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/alerts/made_alerts.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace testing;

TEST(EventName, LaterOnesComeLater) {
  EXPECT_EQ(event_name(at_minute(0), 12), "20261120T100000Z-000012.json");
  EXPECT_LT(event_name(at_minute(0), 9), event_name(at_minute(0), 10));
  EXPECT_LT(event_name(at_minute(0), 10), event_name(at_minute(1), 1));
}

TEST(PutEvent, TheFileIsThereWhole) {
  const TemporaryDirectory directory;
  put_event(directory.path(), "a.json", "{}\n");
  EXPECT_EQ(list_names(directory.path()), std::vector<std::string>{"a.json"});
  EXPECT_EQ(read_bytes(directory.path() + "/a.json"), "{}\n");
}

TEST(PutEvent, OfVeryManyTheOldestGo) {
  const TemporaryDirectory directory;
  write_bytes(directory.path() + "/0-other.txt", "stays");
  for (std::size_t i = 0; i < kMostEvents; ++i)
    write_bytes(directory.path() + '/' + event_name(at_minute(0), i), "{}");
  put_event(directory.path(), event_name(at_minute(1), 1), "{}");
  const auto names = list_names(directory.path());
  EXPECT_EQ(names.size(), kMostEvents + 1);
  EXPECT_EQ(names[0], "0-other.txt");
  EXPECT_EQ(names[1], event_name(at_minute(0), 1));
}

TEST(PutEvent, ADirectoryThatIsNotThereIsAnError) {
  EXPECT_TRUE(has(user_error([] { put_event("/nowhere/at/all", "a.json", ""); }), "/nowhere/at/all"));
}

}  // namespace
}  // namespace tidemark

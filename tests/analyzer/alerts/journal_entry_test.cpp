#include "analyzer/alerts/journal_entry.hpp"

#include <gtest/gtest.h>

#include <map>

#include "tests/analyzer/alerts/made_alerts.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/notify_socket.hpp"

namespace tidemark {
namespace {

using namespace testing;

std::map<std::string, std::string> fields_of(News news, const Alert& alert) {
  const JournalFields fields = journal_fields({news, alert});
  return {fields.begin(), fields.end()};
}

TEST(JournalFields, SayWhatGrowsAndHow) {
  auto fields = fields_of(News::kNew, made_alert("cache", Verdict::kLeak));
  EXPECT_EQ(fields["MESSAGE"], "new (leak): cache grew.");
  EXPECT_EQ(fields["MESSAGE_ID"].size(), 32U);
  EXPECT_EQ(fields["PRIORITY"], "4");
  EXPECT_EQ(fields["SYSLOG_IDENTIFIER"], "tidemark-analyzer");
  EXPECT_EQ(fields["TIDEMARK_CHANGE"], "new");
  EXPECT_EQ(fields["TIDEMARK_VERDICT"], "leak");
  EXPECT_EQ(fields["TIDEMARK_KIND"], "process");
  EXPECT_EQ(fields["TIDEMARK_PROCESS"], "cache");
  EXPECT_EQ(fields["TIDEMARK_PID"], "42");
  EXPECT_EQ(fields["TIDEMARK_COMMAND"], "cache --serve");
  EXPECT_EQ(fields["TIDEMARK_METRIC"], "rss");
  EXPECT_EQ(fields["TIDEMARK_SLOPE_BYTES_PER_SECOND"], "1024.5");
  EXPECT_EQ(fields["TIDEMARK_LAST_BYTES"], "5000000");
  EXPECT_EQ(fields["TIDEMARK_SECONDS_TO_LIMIT"], "3600");
  EXPECT_EQ(fields["TIDEMARK_SINCE"], "2026-11-20T09:30:00.000Z");
  EXPECT_EQ(fields.count("TIDEMARK_HOST"), 0U);
}

TEST(JournalFields, ChangesAreToldApart) {
  const Alert alert = made_alert("cache", Verdict::kCritical);
  auto first = fields_of(News::kNew, alert), worse = fields_of(News::kWorse, alert),
       gone = fields_of(News::kGone, alert);
  EXPECT_EQ(worse["PRIORITY"], "3");
  EXPECT_EQ(gone["PRIORITY"], "5");
  EXPECT_EQ(gone["MESSAGE"], "gone: cache grows no more");
  EXPECT_NE(first["MESSAGE_ID"], worse["MESSAGE_ID"]);
  EXPECT_NE(first["MESSAGE_ID"], gone["MESSAGE_ID"]);
}

TEST(JournalFields, OfAGroupThereIsNoProcess) {
  Alert group = made_alert("web", Verdict::kLeak, {});
  group.key.kind = "tree";
  group.command.clear();
  auto fields = fields_of(News::kGone, group);
  EXPECT_EQ(
      fields.count("TIDEMARK_PROCESS") + fields.count("TIDEMARK_PID") + fields.count("TIDEMARK_COMMAND"), 0U);
  EXPECT_EQ(fields["MESSAGE"], "gone: tree web grows no more");
}

TEST(JournalEntry, ALineIsALineAndSeveralHaveTheirLength) {
  EXPECT_EQ(journal_entry({{"A", "b=c"}, {"D", ""}}), "A=b=c\nD=\n");
  EXPECT_EQ(journal_entry({{"A", "b\nPRIORITY=0"}}), std::string("A\n\x0c\0\0\0\0\0\0\0b\nPRIORITY=0\n", 23));
}

TEST(SendToJournal, TheSocketGetsTheEntry) {
  const TemporaryDirectory directory;
  NotifySocket journal(directory.path() + "/socket");
  send_to_journal(directory.path() + "/socket", "A=b\n");
  EXPECT_EQ(journal.take(), "A=b\n");
}

TEST(SendToJournal, WithoutAJournalItIsAnError) {
  EXPECT_TRUE(has(user_error([] { send_to_journal("/nowhere/socket", "A=b\n"); }), "/nowhere/socket"));
  EXPECT_TRUE(has(user_error([] { send_to_journal('/' + std::string(200, 'x'), "A=b\n"); }), "journal"));
}

}  // namespace
}  // namespace tidemark

#include "common/journal.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

namespace tidemark {
namespace {

TEST(IsJournal, IsTheStreamWhoseDeviceAndInodeAreNamed) {
  const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  struct stat status = {};
  ASSERT_EQ(fstat(null, &status), 0);
  const std::string own = fmt::format("{}:{}", status.st_dev, status.st_ino);
  EXPECT_TRUE(is_journal(null, own.c_str()));
  EXPECT_FALSE(is_journal(null, fmt::format("{}:{}", status.st_dev, status.st_ino + 1).c_str()));
  EXPECT_FALSE(is_journal(null, (own + "0").c_str()));
  EXPECT_FALSE(is_journal(null, ""));
  EXPECT_FALSE(is_journal(null, nullptr));
  close(null);
  EXPECT_FALSE(is_journal(null, own.c_str()));
}

TEST(JournalPriority, RanksTheLevels) {
  EXPECT_EQ(journal_priority("internal error"), "<2>");
  EXPECT_EQ(journal_priority("error"), "<3>");
  EXPECT_EQ(journal_priority("warning"), "<4>");
  EXPECT_EQ(journal_priority("note"), "<5>");
}

}  // namespace
}  // namespace tidemark

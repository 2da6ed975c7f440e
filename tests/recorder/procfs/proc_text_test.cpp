#include "recorder/procfs/proc_text.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidemark {
namespace {

// A stat line as the kernel writes it: fields 3 to 30 behind the name.
std::string stat_line(std::string_view comm, std::uint64_t flags = 0x00400000,
                      std::uint64_t start_stack = 140720) {
  return fmt::format(
      "42 ({}) S 7 1 1 0 -1 {} 11 12 13 14 15 16 17 18 20 0 3 0 123456 1000 25 18446744073709551615 940 941 "
      "{} 0 0\n",
      comm, flags, start_stack);
}

TEST(ParseStatm, TakesTheFiveFieldsThatCount) {
  const auto statm = parse_statm("1000 200 50 7 0 300 0\n");
  ASSERT_TRUE(statm);
  EXPECT_EQ(statm->size, 1000);
  EXPECT_EQ(statm->resident, 200);
  EXPECT_EQ(statm->shared, 50);
  EXPECT_EQ(statm->text, 7);
  EXPECT_EQ(statm->data, 300);
  EXPECT_FALSE(statm->is_empty());
}

TEST(ParseStatm, AZombieIsEmpty) { EXPECT_TRUE(parse_statm("0 0 0 0 0 0 0\n")->is_empty()); }

TEST(ParseStatm, RefusesAShortOrOtherText) {
  for (const char* text : {"", "\n", "1 2 3 4 5", "1 2 3 4 5 x 7", "1 2 3 4 5 99999999999999999999 7",
                           "a b c d e f", "1x2 3 4 5 6 7"}) {
    EXPECT_FALSE(parse_statm(text)) << text;
  }
}

TEST(ParseStat, TakesTheFieldsThatTellProcessesApart) {
  const auto stat = parse_stat(stat_line("worker"));
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->comm, "worker");
  EXPECT_EQ(stat->state, 'S');
  EXPECT_EQ(stat->ppid, 7);
  EXPECT_EQ(stat->flags, 0x00400000U);
  EXPECT_EQ(stat->start_ticks, 123456);
  EXPECT_EQ(stat->start_stack, 140720U);
  EXPECT_FALSE(stat->is_kernel_thread());
}

TEST(ParseStat, TheNameEndsAtTheLastParenthesis) {
  for (const std::string comm :
       {"", " ", "a b", ")", "(", "a) S 1 (b", ") R 99 99", "a\nb", "\x1B[31m", "\xFF\xC3", "((((("}) {
    const auto stat = parse_stat(stat_line(comm));
    ASSERT_TRUE(stat) << comm;
    EXPECT_EQ(stat->comm, comm);
    EXPECT_EQ(stat->ppid, 7) << comm;
    EXPECT_EQ(stat->start_ticks, 123456) << comm;
  }
}

RC_GTEST_PROP(ParseStat, AnyNameComesBackWhole, ()) {
  const std::string comm = *rc::gen::container<std::string>(
      rc::gen::oneOf(rc::gen::nonZero<char>(), rc::gen::element('(', ')', ' ', '\n', '7')));
  const auto stat = parse_stat(stat_line(comm));
  RC_ASSERT(stat.has_value());
  RC_ASSERT(stat->comm == comm);
  RC_ASSERT(stat->ppid == 7);
}

TEST(ParseStat, AHiddenStackIsUnknown) { EXPECT_EQ(parse_stat(stat_line("worker", 0, 0))->start_stack, 0U); }

TEST(ParseStat, KnowsKernelThreads) {
  EXPECT_TRUE(parse_stat(stat_line("kworker/0:1", 0x04208060))->is_kernel_thread());
}

TEST(ParseStat, RefusesALineThatIsCut) {
  const std::string line = stat_line("worker");
  for (const std::size_t end :
       {std::size_t{0}, line.find('('), line.find(')'), line.find(" S") + 1, line.find("123456")}) {
    EXPECT_FALSE(parse_stat(line.substr(0, end))) << line.substr(0, end);
  }
}

TEST(ParseStat, RefusesAParenthesisThatClosesBeforeOneOpens) {
  std::string line = stat_line("worker");
  line.replace(line.find("(worker)"), 8, ")");
  EXPECT_FALSE(parse_stat(line + " ("));
}

RC_GTEST_PROP(ProcText, NoTextMakesAParserThrow, (const std::string& text)) {
  static_cast<void>(parse_stat(fmt::format("1 ({}", text)));
  static_cast<void>(parse_statm(text));
  static_cast<void>(parse_status_uid(fmt::format("Uid:{}", text)));
  static_cast<void>(parse_pressure_total(fmt::format("some {}", text), "some"));
  static_cast<void>(split_command_line(text));
}

TEST(ParseStatusUid, IsTheRealUser) {
  EXPECT_EQ(parse_status_uid("Name:\tUid: 5\nUmask:\t0022\nUid:\t1000\t0\t0\t0\nGid:\t7\t7\t7\t7\n"), 1000);
  EXPECT_EQ(parse_status_uid("Name:\ta\n"), std::nullopt);
  EXPECT_EQ(parse_status_uid("Uid:\n"), std::nullopt);
}

TEST(ParseMeminfo, FindsTheWholeName) {
  constexpr const char* kText = "MemTotal:       16303456 kB\nMemFree:  1 kB\nMemAvailable:   12000000 kB\n";
  EXPECT_EQ(parse_meminfo(kText, "MemTotal"), 16303456);
  EXPECT_EQ(parse_meminfo(kText, "MemAvailable"), 12000000);
  EXPECT_EQ(parse_meminfo(kText, "Mem"), std::nullopt);
  EXPECT_EQ(parse_meminfo("", "MemTotal"), std::nullopt);
}

TEST(ParseLastPid, IsTheLastFieldOfLoadavg) {
  EXPECT_EQ(parse_last_pid("0.20 0.18 0.12 1/80 11206\n"), 11206);
  EXPECT_EQ(parse_last_pid("0.20 0.18 0.12 1/80\n"), std::nullopt);
  EXPECT_EQ(parse_last_pid(""), std::nullopt);
}

TEST(ParsePressureTotal, IsOfTheLineAskedFor) {
  constexpr const char* kText =
      "some avg10=0.00 avg60=0.00 avg300=0.00 total=123\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=45\n";
  EXPECT_EQ(parse_pressure_total(kText, "some"), 123);
  EXPECT_EQ(parse_pressure_total(kText, "full"), 45);
  EXPECT_EQ(parse_pressure_total("", "some"), std::nullopt);
  EXPECT_EQ(parse_pressure_total("some avg10=0.00\n", "some"), std::nullopt);
}

TEST(ParseCgroup, TakesTheControllerOfVersion1BeforeVersion2) {
  const auto both = parse_cgroup("12:cpu:/c\n4:memory,hugetlb:/a:b/c\n0::/u\n", "memory");
  ASSERT_TRUE(both.has_value());
  EXPECT_TRUE(both->is_v1);
  EXPECT_EQ(both->path, "/a:b/c");
  const auto unified = parse_cgroup("1:name=memory:/x\n0::/u", "memory");
  ASSERT_TRUE(unified.has_value());
  EXPECT_FALSE(unified->is_v1);
  EXPECT_EQ(unified->path, "/u");
  EXPECT_FALSE(parse_cgroup("", "memory").has_value());
  EXPECT_FALSE(parse_cgroup("nonsense\n5:cpu:/c\n", "memory").has_value());
}

TEST(SplitCommandLine, EndsEachArgumentAtItsZero) {
  using Arguments = std::vector<std::string_view>;
  EXPECT_EQ(split_command_line(std::string_view("a\0b c\0\0d\0", 9)), (Arguments{"a", "b c", "", "d"}));
  EXPECT_EQ(split_command_line("nginx: worker process"), (Arguments{"nginx: worker process"}));
  EXPECT_EQ(split_command_line(""), Arguments{});
  EXPECT_EQ(split_command_line(std::string_view("grep\0\0", 6)), (Arguments{"grep", ""}));
  EXPECT_EQ(split_command_line(std::string_view("postgres: idle\0\0\0\0", 18)),
            (Arguments{"postgres: idle"}));
}

TEST(ParseZombieStatus, IsTheLastFieldOfAZombieOnly) {
  std::string numbers;
  for (int field = 4; field < 52; ++field) numbers += " " + std::to_string(field);
  numbers += " ";
  EXPECT_EQ(parse_zombie_status("7 (a) b) Z" + numbers + "256\n"), 256);
  EXPECT_EQ(parse_zombie_status("7 (a) S" + numbers + "256\n"), std::nullopt);
  EXPECT_EQ(parse_zombie_status("7 (a) Z 1 2"), std::nullopt);
  EXPECT_EQ(parse_zombie_status(""), std::nullopt);
}

}  // namespace
}  // namespace tidemark

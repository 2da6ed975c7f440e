#include "analyzer/imports/layouts.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/imports/made_import.hpp"

namespace tidemark {
namespace {

using namespace testing;

std::string data(const std::string& name) {
  return read_bytes(std::string(TIDEMARK_IMPORT_DATA) + "/" + name);
}

std::vector<std::string> names_of(const MadeImport& made) {
  std::vector<std::string> names;
  for (const ImportedProcess& process : made.store.processes()) names.push_back(process.name);
  return names;
}

// One recording of the two programs of the data, by one tool.
struct RealOutput {
  std::string file;
  std::string layout;
  std::string leaking = "leaky";
  bool has_vm_size = true;
  bool has_rss = true;
};

class EveryLayout : public ::testing::TestWithParam<RealOutput> {};

TEST_P(EveryLayout, IsRecognisedAndHoldsTheLeak) {
  const MadeImport made = import_text(data(GetParam().file));
  EXPECT_EQ(made.layout, GetParam().layout);
  const auto samples = made.samples_of(GetParam().leaking);
  ASSERT_GE(samples.size(), 19U);
  for (std::size_t i = 1; i < samples.size(); ++i) {
    const auto step = samples[i].wall_ns - samples[i - 1].wall_ns;
    EXPECT_TRUE(step >= 900'000'000 && step <= 2'100'000'000) << time_of(samples[i]);
  }
  const MemoryKib& first = samples.front().memory;
  const MemoryKib& last = samples.back().memory;
  EXPECT_EQ(first.vm_size.is_known(), GetParam().has_vm_size);
  EXPECT_EQ(first.rss.is_known(), GetParam().has_rss);
  // 64 KiB ten times a second and more.
  const auto rise = [](const Kib& from, const Kib& to) {
    return to.is_known() ? to.count() - from.count() : 1 << 20;
  };
  EXPECT_GT(rise(first.rss, last.rss), 8000);
  EXPECT_GT(rise(first.vm_size, last.vm_size), 12000);
}

TEST_P(EveryLayout, IsReadToItsEndHoweverItIsCut) {
  const std::string whole = data(GetParam().file);
  for (std::size_t cut = 0; cut < whole.size(); cut += 97) {
    try {
      static_cast<void>(import_text(whole.substr(0, cut), GetParam().layout, {}, OnBadLine::kSkip));
    } catch (const UserError& told) {
      EXPECT_STRNE(told.what(), "");
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    RealOutput, EveryLayout,
    ::testing::Values(RealOutput{"pidstat_epoch.txt", "pidstat"}, RealOutput{"pidstat_clock.txt", "pidstat"},
                      RealOutput{"pidstat_blocks.txt", "pidstat"}, RealOutput{"ps.txt", "ps"},
                      RealOutput{"ps_u.txt", "ps", "./leaky"}, RealOutput{"top.txt", "top"},
                      RealOutput{"atop_prm.txt", "atop"},
                      RealOutput{"prometheus_process.json", "prometheus", "leaky"},
                      RealOutput{"prometheus_groups.json", "prometheus"},
                      RealOutput{"mprof.dat", "mprof", "python3", false, true},
                      RealOutput{"mprof_children.dat", "mprof", "child of python3", false, true},
                      RealOutput{"psrecord.log", "psrecord", "process"},
                      RealOutput{"docker_stats.txt", "docker-stats", "leaky", false, true}),
    [](const auto& given) {
      std::string name = given.param.file;
      const auto is_mark = [](char one) { return one == '.' || one == '-'; };
      std::replace_if(name.begin(), name.end(), is_mark, '_');
      return name;
    });

TEST(ReadPidstat, TakesDateAndHostFromItsTitle) {
  for (const char* file : {"pidstat_clock.txt", "pidstat_blocks.txt", "pidstat_epoch.txt"}) {
    const MadeImport made = import_text(data(file));
    EXPECT_EQ(time_of(made.samples.front()), "2026-11-30T08:52:40.000Z") << file;
    EXPECT_EQ(made.store.sessions().front().host, "host");
    EXPECT_EQ(made.samples.front().memory.vm_size, Kib(3052));
    EXPECT_EQ(made.samples.front().memory.rss, Kib(1628));
    EXPECT_EQ(made.store.processes().front().pid, 8669);
  }
}

TEST(ReadPidstat, AClockOfTwelveHoursAndOtherReportsAreRead) {
  const MadeImport made = import_text(
      "Linux 6.1.0 (h)  11/30/2026  _x86_64_  (2 CPU)\n\n"
      "11:59:58 PM   UID       PID    %usr %system  %guest   %wait    %CPU   CPU  Command\n"
      "11:59:59 PM  1000         7    0.00    0.00    0.00    0.00    0.00     1  web server\n\n"
      "11:59:58 PM   UID       PID  minflt/s  majflt/s     VSZ     RSS   %MEM  Command\n"
      "11:59:59 PM  1000         7      1.00      0.00    2000    1000   0.01  web server\n"
      "12:00:00 AM  1000         7      1.00      0.00    2004    1000   0.01  web server\n"
      "12:00:00 AM     0         2      0.00      0.00       0       0   0.00  kthreadd\n"
      "Average:     1000         7      1.00      0.00    2002    1000   0.01  web server\n");
  ASSERT_EQ(names_of(made), std::vector<std::string>{"web server"});
  ASSERT_EQ(made.samples.size(), 2U);
  EXPECT_EQ(time_of(made.samples[1]), "2026-12-01T00:00:00.000Z");
}

TEST(ReadPidstat, WithoutMemoryItSaysByWhichOptionItIsPrinted) {
  EXPECT_TRUE(has(import_error("Linux 6.1.0 (h)  11/30/2026  _x86_64_  (2 CPU)\n\n"
                               "10:00:00      UID       PID    %usr   CPU  Command\n"
                               "10:00:01     1000         7    0.00     1  web\n"),
                  "pidstat prints them with -r"));
}

TEST(ReadMprof, FunctionsAreMarksAndTheCommandIsKept) {
  const MadeImport made = import_text(data("mprof.dat"));
  std::vector<ImportedMark> marks;
  made.store.for_each_mark(0, [&](const ImportedMark& mark) { marks.push_back(mark); });
  ASSERT_GE(marks.size(), 4U);
  EXPECT_EQ(marks[0].name, "__main__.upload");
  EXPECT_TRUE(marks[0].is_begin);
  EXPECT_FALSE(marks[1].is_begin);
  EXPECT_EQ(marks[0].wall_ns, 1796028760646100000);
  EXPECT_EQ(made.store.processes()[0].command_line, R"(["/usr/bin/python3","leak.py"])");
}  // namespace

TEST(ReadAtop, TakesProcessesAndNoThreads) {
  const MadeImport made = import_text(data("atop_prm.txt"));
  EXPECT_EQ(names_of(made), (std::vector<std::string>{"leaky", "steady"}));
  const MemoryKib& first = made.samples.front().memory;
  EXPECT_EQ(first.data, Kib(224));
  EXPECT_EQ(first.swap, Kib(0));
  EXPECT_EQ(import_text("PRM h 1796028759 d t 1 7 (a) b) (c) S 4096 20 10 0\n").store.processes()[0].name,
            "a) b) (c");
}

TEST(FindLayout, RefusesWhatNoReaderShouldSee) {
  for (const std::string& bytes : {std::string("\x80\x04\x95\x10", 4), std::string("(dp0\nS'a'\n")}) {
    const std::string error = import_error(bytes);
    EXPECT_TRUE(has(error, "pickle") && has(error, "write CSV")) << error;
    EXPECT_TRUE(has(import_error(bytes, "memorytools"), "pickle"));
  }
  EXPECT_TRUE(has(import_error("SQLite format 3"), "a recording needs no import"));
  EXPECT_TRUE(has(import_error(""), "it is empty"));
  EXPECT_TRUE(has(import_error(std::string("a\0b", 3)), "it is binary"));
}

TEST(FindLayout, WhatIsNoOthersIsATable) {
  EXPECT_EQ(find_layout("a", "hello\n").name, "csv");
  EXPECT_EQ(find_layout("a", "time;rss\n").name, "csv");
}

TEST(LayoutNamed, SaysWhichThereAre) {
  EXPECT_TRUE(has(user_error([] { static_cast<void>(layout_named("sar")); }), "auto, memorytools, pidstat"));
}

TEST(PeekedText, GivesWhatWasLookedAtAndTheRest) {
  std::string text;
  for (int i = 0; i < 50000; ++i) text += std::to_string(i) + "\n";
  std::istringstream source(text);
  PeekedText peeked(source);
  EXPECT_TRUE(peeked.beginning().starts_with("0\n1\n"));
  std::ostringstream all;
  all << peeked.rdbuf();
  EXPECT_EQ(all.str(), text);
}

}  // namespace
}  // namespace tidemark

#include "analyzer/imports/listings.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/imports/made_import.hpp"

namespace tidemark {
namespace {

using namespace testing;
using namespace std::chrono_literals;

const std::string kListing =
    "  PID   RSS    VSZ COMMAND\n    7  1000   2000 web server\n    8     0      0 [kthreadd]\n";

TEST(ReadPs, AListingHasTheTimeOfTheLineBeforeIt) {
  const MadeImport import =
      import_text("2026-11-30T10:00:00Z\n" + kListing + "\n2026-11-30T10:00:01Z\n" + kListing);
  ASSERT_EQ(import.samples.size(), 2U);
  EXPECT_EQ(time_of(import.samples[1]), "2026-11-30T10:00:01.000Z");
  EXPECT_EQ(import.samples[0].memory.rss, Kib(1000));
  EXPECT_EQ(import.store.processes()[0].name, "web server");
}

TEST(ReadPs, WithoutTimesAnIntervalIsAskedFor) {
  const std::string error = import_error(kListing + kListing);
  EXPECT_TRUE(has(error, "in.txt:2: ") && has(error, "--interval 1s")) << error;
  ImportSettings settings;
  settings.interval = 2s;
  settings.start = parse_rfc3339("2026-11-30T10:00:00Z");
  const MadeImport import = import_text(kListing + kListing, "auto", settings);
  ASSERT_EQ(import.samples.size(), 2U);
  EXPECT_EQ(time_of(import.samples[0]), "2026-11-30T10:00:00.000Z");
  EXPECT_EQ(time_of(import.samples[1]), "2026-11-30T10:00:02.000Z");
}

TEST(ReadPs, BadLinesAreToldWithTheirValue) {
  const std::string text = "2026-11-30T10:00:00Z\n" + kListing + "  x9  1000   2000 web\n";
  EXPECT_TRUE(has(import_error(text), "in.txt:5: 'x9' is not a process ID")) << import_error(text);
  const MadeImport import = import_text(text, "auto", {}, OnBadLine::kSkip);
  EXPECT_EQ(import.skipped, 1U);
  EXPECT_EQ(import.samples.size(), 1U);
  EXPECT_TRUE(has(import_error("2026-11-30T10:00:00Z\n  PID CMD\n 7 a\n"), "lack RSS and VSZ"));
}

const std::string kTop =
    "top - 23:59:59 up 16:32,  0 user,  load average: 5.32, 3.83, 2.37\n"
    "MiB Mem :  24105.5 total,  17394.2 free,   1495.9 used,   5568.8 buff/cache\n\n"
    "  PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n"
    "    7 web       20   0    1.5g   12.5m   1052 S   0.0   0.0   0:00.00 web server\n\n";

TEST(ReadTop, ReadsItsUnitsAndTheMachinesMemory) {
  ImportSettings settings;
  settings.start = parse_rfc3339("2026-11-30T00:00:00Z");
  std::string later = kTop;
  later.replace(6, 8, "00:00:01");
  const MadeImport import = import_text(kTop + later, "auto", settings);
  ASSERT_EQ(import.samples.size(), 2U);
  EXPECT_EQ(import.samples[0].memory.vm_size, Kib(1572864));
  EXPECT_EQ(import.samples[0].memory.rss, Kib(12800));
  EXPECT_EQ(import.samples[0].memory.shared, Kib(1052));
  EXPECT_EQ(time_of(import.samples[1]), "2026-12-01T00:00:01.000Z");
  EXPECT_EQ(import.store.sessions()[0].mem_total_kib, 24684032);
  EXPECT_TRUE(import.store.notes_of(0).empty());
  EXPECT_TRUE(has(import_text(kTop).store.notes_of(0).at(0), "--start"));
}

TEST(ReadDockerStats, JsonIsReadByTheIntervalOrByTimes) {
  const std::string rows = R"({"Container":"0f","MemUsage":"12.5MiB / 1.9GiB","Name":"web"})"
                           "\n"
                           R"({"Container":"1f","MemUsage":"1GiB / 1.9GiB","Name":"db"})"
                           "\n"
                           R"({"Container":"2f","MemUsage":"-- / --","Name":"stopped"})"
                           "\n";
  ImportSettings settings;
  settings.interval = 1s;
  const MadeImport counted = import_text(rows + rows, "auto", settings);
  EXPECT_EQ(counted.layout, "docker-stats");
  ASSERT_EQ(counted.samples.size(), 4U);
  EXPECT_EQ(counted.samples[3].wall_ns, 1'000'000'000);
  const MadeImport stamped = import_text("2026-11-30T10:00:00Z\n" + rows + "2026-11-30T10:00:05Z\n" + rows);
  EXPECT_EQ(time_of(stamped.samples[3]), "2026-11-30T10:00:05.000Z");
  EXPECT_EQ(stamped.samples[1].memory.rss, Kib(1048576));
}

TEST(ReadDockerStats, AStreamsEscapesArePassedOver) {
  const std::string listing =
      "\x1b[2J\x1b[HCONTAINER ID   NAME   CPU %   MEM USAGE / LIMIT   MEM %\n"
      "0f3a5c77be01   web    0.10%   12.5MiB / 1.9GiB    0.26%\x1b[K\n";
  ImportSettings settings;
  settings.interval = 1s;
  const MadeImport import = import_text(listing + listing, "docker-stats", settings);
  ASSERT_EQ(import.samples.size(), 2U);
  EXPECT_EQ(import.samples[1].memory.rss, Kib(12800));
  EXPECT_EQ(import.store.processes()[0].name, "web");
}

}  // namespace
}  // namespace tidemark

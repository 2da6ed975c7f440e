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

// As Docker's manual shows it.
const std::string kRow =
    R"({"BlockIO":"0B / 13.3kB","CPUPerc":"0.03%","Container":"nginx","ID":"ed37317fbf42","MemPerc":"0.24%",)"
    R"("MemUsage":"2.352MiB / 982.5MiB","Name":"nginx","NetIO":"539kB / 606kB","PIDs":"2"})";

TEST(ReadDockerStats, AStreamOfJsonIsKnownByItselfAndEachFrameIsAListing) {
  ImportSettings settings;
  settings.interval = 500ms;
  // Until Docker 24 the screen was cleared before each frame; since then lines are cleared one by one.
  const std::string cleared = "\x1b[2J\x1b[H" + kRow + "\n";
  const std::string drawn_over = "\x1b[H" + kRow + " \x1b[K\n \x1b[K\n\x1b[J";
  for (const std::string& frame : {cleared, drawn_over}) {
    const MadeImport import = import_text(frame + frame + frame, "auto", settings);
    EXPECT_EQ(import.layout, "docker-stats");
    ASSERT_EQ(import.samples.size(), 3U);
    EXPECT_EQ(import.samples[2].wall_ns, 1'000'000'000);
    EXPECT_EQ(import.samples[2].memory.rss, Kib(2408));
  }
  // One container ends as another begins.
  std::string other = cleared;
  other.replace(other.find("\"Name\":\"nginx\""), 14, "\"Name\":\"other\"");
  EXPECT_EQ(import_text(cleared + other, "auto", settings).samples[1].wall_ns, 500'000'000);
}

TEST(ReadDockerStats, AnyVersionsTableIsRead) {
  ImportSettings settings;
  settings.interval = 1s;
  const auto rss = [&](const std::string& text) {
    const MadeImport import = import_text(text, "auto", settings);
    EXPECT_EQ(import.layout, "docker-stats");
    std::string all;
    for (const auto& sample : import.samples)
      all += import.store.processes()[sample.process].name + "=" + std::to_string(sample.memory.rss.count()) +
             " ";
    return all;
  };
  EXPECT_EQ(
      rss("CONTAINER ID        NAME                CPU %               MEM USAGE / LIMIT     MEM %        "
          "PIDS\n"
          "b95a83497c91        awesome_brattain    0.28%               5.629MiB / 1.952GiB   0.28%        9\n"
          "e5c383697914        test-1951.1.kay7    0.00%               196KiB / 1.952GiB     0.01%        1\n"
          "67b2525d8ad1        foobar              12.00%              1.2GiB / 15.5GiB      7.7%         "
          "2\n"),
      "awesome_brattain=5764 test-1951.1.kay7=196 foobar=1258291 ");
  // --no-trunc
  EXPECT_EQ(rss("CONTAINER ID                                                       NAME   CPU %   MEM USAGE "
                "/ LIMIT\n"
                "b95a83497c9161c9b444e3d70e1a9dfba0c1840d41720e146a95a08ebf938afc   web    0.28%   5.5MiB / "
                "1.952GiB\n"),
            "web=5632 ");
  // Stopped ones hold nothing.
  EXPECT_EQ(rss("CONTAINER                CPU %               MEM USAGE / LIMIT\n"
                "fervent_panini           0.00%               56KiB / 15.57GiB\n"
                "humble_visvesvaraya      0.00%               0B / 0B\n"
                "big_heisenberg           --                  -- / --\n"),
            "fervent_panini=56 ");
  // Units apart, and no blanks about the slash, as until Docker 1.13.
  EXPECT_EQ(
      rss("CONTAINER           CPU %               MEM USAGE/LIMIT     MEM %               NET I/O\n"
          "1285939c1fd3        0.07%               796 KiB/64 MiB      1.21%               788 B / 648 B\n"
          "9c76f7834ae2        0.07%               2.5 MB / 64 MiB     4.29%               1.2 kB / 648 B\n"),
      "1285939c1fd3=796 9c76f7834ae2=2441 ");
  // Windows.
  EXPECT_EQ(
      import_text("CONTAINER ID        NAME                CPU %               PRIV WORKING SET    NET I/O\n"
                  "3f214c61ad1d        awesome_brattain    0.00%               46.25 MiB           76.3 kB / "
                  "7.92 kB\n",
                  "docker-stats", settings)
          .samples.at(0)
          .memory.rss,
      Kib(47360));
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

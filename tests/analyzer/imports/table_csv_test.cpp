#include "analyzer/imports/table_csv.hpp"

#include <gtest/gtest.h>

#include "analyzer/imports/table_columns.hpp"
#include "tests/analyzer/imports/made_import.hpp"

namespace tidemark {
namespace {

using namespace testing;

std::string first_time(const std::string& time, const ImportSettings& settings = {},
                       const std::string& heading = "time") {
  return time_of(import_text(heading + ",name,rss_kib\n" + time + ",a,5\n", "csv", settings).samples.at(0));
}

TEST(ReadTable, TimesTellWhatTheyAre) {
  EXPECT_EQ(first_time("2026-11-30T10:00:00Z"), "2026-11-30T10:00:00.000Z");
  EXPECT_EQ(first_time("2026-11-30 10:00:00.25"), "2026-11-30T10:00:00.250Z");
  EXPECT_EQ(first_time("1796032800"), "2026-11-30T10:00:00.000Z");
  EXPECT_EQ(first_time("1796032800.5"), "2026-11-30T10:00:00.500Z");
  EXPECT_EQ(first_time("1796032800250"), "2026-11-30T10:00:00.250Z");
  EXPECT_EQ(first_time("1796032800250000"), "2026-11-30T10:00:00.250Z");
  EXPECT_EQ(first_time("1796032800250000000"), "2026-11-30T10:00:00.250Z");
  EXPECT_EQ(first_time("90"), "1970-01-01T00:01:30.000Z");
  EXPECT_EQ(first_time("1.5", {}, "Elapsed (min)"), "1970-01-01T00:01:30.000Z");
  EXPECT_EQ(first_time("1.5", {}, "elapsed_h"), "1970-01-01T01:30:00.000Z");
}

TEST(ReadTable, TimeFormatsCanBeNamed) {
  ImportSettings settings;
  settings.time_format = "%d/%m/%Y %H:%M:%S";
  EXPECT_EQ(first_time("03/04/2026 10:00:00", settings), "2026-04-03T10:00:00.000Z");
  settings.time_format = "epoch-s";
  EXPECT_EQ(first_time("90", settings), "1970-01-01T00:01:30.000Z");
  settings.time_format = "elapsed-min";
  settings.start = parse_rfc3339("2026-11-30T10:00:00Z");
  EXPECT_EQ(first_time("2", settings), "2026-11-30T10:02:00.000Z");
  settings.time_format = "weeks";
  EXPECT_TRUE(
      has(user_error([&] { static_cast<void>(first_time("2", settings)); }), "time-format: 'weeks' is none"));
  EXPECT_TRUE(
      has(user_error([] { static_cast<void>(first_time("03/04/2026 10:00")); }), "--time-format says"));
}

TEST(ReadTable, UnitsAreOfTheOptionTheHeadingOrTheValue) {
  EXPECT_EQ(import_text("time,name,RSS (MiB)\n1,a,1.5\n").samples.at(0).memory.rss, Kib(1536));
  EXPECT_EQ(import_text("time,name,vsz_kib\n1,a,7\n").samples.at(0).memory.vm_size, Kib(7));
  EXPECT_EQ(import_text("time,name,res\n1,a,2 MiB\n").samples.at(0).memory.rss, Kib(2048));
  EXPECT_EQ(import_text("time,name,res\n1,a,2MB\n").samples.at(0).memory.rss, Kib(1953));
  ImportSettings settings;
  settings.columns = {parse_import_column("rss=Used:MiB"), parse_import_column("time=When")};
  EXPECT_EQ(import_text("When,name,Used,res\n1,a,2,9\n", "auto", settings).samples.at(0).memory.rss,
            Kib(2048));
  const std::string error = import_error("time,name,rss\n1,a,2\n");
  EXPECT_TRUE(has(error, "in.txt:2: '2' has no unit; --column")) << error;
}

TEST(ReadTable, DecimalCommasAreOfSemicolonsOrAskedFor) {
  EXPECT_EQ(import_text("time;name;rss_mib\n1;a;1,5\n").samples.at(0).memory.rss, Kib(1536));
  EXPECT_TRUE(has(import_error("time,name,rss_mib\n1,a,\"1,500\"\n"), "--decimal-comma"));
  ImportSettings settings;
  settings.decimal_comma = true;
  EXPECT_EQ(import_text("time,name,rss_mib\n1,a,\"1,5\"\n", "auto", settings).samples.at(0).memory.rss,
            Kib(1536));
  EXPECT_EQ(import_text("time,name,rss_kib\n1,a,\"1,500.4\"\n").samples.at(0).memory.rss, Kib(1500));
}

TEST(ReadTable, RowsMayStandInAnyOrderAndValuesBeMissing) {
  const MadeImport import =
      import_text("# of a spreadsheet\ntime,pid,rss_kib,vsz_kib\n30,7,3,\n20,7,-,\n10,7,1,9\n");
  ASSERT_EQ(import.samples.size(), 2U);
  EXPECT_EQ(import.samples[0].memory.vm_size, Kib(9));
  EXPECT_EQ(import.samples[1].memory.rss, Kib(3));
  EXPECT_FALSE(import.samples[1].memory.vm_size.is_known());
  EXPECT_EQ(import.store.processes()[0].pid, 7);
}

TEST(ReadTable, WithoutNamesAColumnIsAProcess) {
  ImportSettings settings;
  settings.columns = {parse_import_column("rss=web:MiB"), parse_import_column("rss=db:MiB")};
  const MadeImport import = import_text("time\tweb\tdb\n1\t1\t2\n2\t\t3\n", "csv", settings);
  ASSERT_EQ(import.store.processes().size(), 2U);
  EXPECT_EQ(import.store.processes()[1].name, "db");
  EXPECT_EQ(import.samples.size(), 3U);
  EXPECT_EQ(import_text("time,rss_kib,vsz_kib\n1,2,3\n").store.processes().at(0).name, "in");
}

TEST(ReadTable, HostsAreSessions) {
  const MadeImport import = import_text("time,host,name,rss_kib\n1,alpha,a,1\n1,beta,a,2\n");
  ASSERT_EQ(import.store.sessions().size(), 2U);
  EXPECT_EQ(import.store.sessions()[1].host, "beta");
}

TEST(ReadTable, LenientSkipsAndCountsBadRows) {
  const std::string text = "time,name,rss_kib\n1,a,1\nx,a,1\n2,a\n3,a,-5\n4,a,1\n";
  EXPECT_TRUE(has(import_error(text), "in.txt:3: 'x'")) << import_error(text);
  const MadeImport import = import_text(text, "auto", {}, OnBadLine::kSkip);
  EXPECT_EQ(import.skipped, 3U);
  EXPECT_EQ(import.samples.size(), 2U);
}

TEST(ReadTable, WithoutATimeOrMemoryItSaysWhichColumnsThereAre) {
  EXPECT_TRUE(has(import_error("a,b\n1,2\n"), "the columns are: 'a', 'b'"));
  EXPECT_TRUE(has(import_error("time,b\n1,2\n"), "--column rss=COLUMN:KiB"));
  ImportSettings settings;
  settings.columns = {parse_import_column("rss=c:KiB")};
  EXPECT_TRUE(has(import_error("time,b\n1,2\n", "auto", settings),
                  "--column names 'c'; the columns are: 'time', 'b'"));
}

TEST(ParseImportColumn, RefusesWhatIsNone) {
  EXPECT_EQ(parse_import_column("rss=a:b:MiB").column, "a:b");
  EXPECT_EQ(parse_import_column("time=a:b").column, "a:b");
  for (const char* text : {"", "rss", "memory=a", "rss=a:parsec"}) {
    EXPECT_THROW(static_cast<void>(parse_import_column(text)), UserError) << text;
  }
}

}  // namespace
}  // namespace tidemark

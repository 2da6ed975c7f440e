// What shows and mends recordings, as it is started: plot, top, info, recover.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>

#include "tests/analyzer/commands/cli_fixture.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Arguments = std::vector<std::string>;

TEST_F(Cli, PlotDrawsTheProcessesAskedFor) {
  const Outcome drawn = run({"plot", "--process", ".", "--metric", "vm_size,rss", "--ascii", still()});
  EXPECT_EQ(drawn.status, 0) << drawn.errors;
  EXPECT_TRUE(has(drawn.output, ": clean: ")) << drawn.output;
  EXPECT_TRUE(has(drawn.output, "  VIRT (vm_size), ")) << drawn.output;
  EXPECT_TRUE(has(drawn.output, "  RES (rss), ")) << drawn.output;
  EXPECT_TRUE(has(drawn.output, "####")) << drawn.output;
  EXPECT_EQ(run({"plot", "--process", "nobody", still()}).status, 2);
  const auto is_ascii = [&](const std::string& locale) {
    const std::string output = run({"plot", still()}, {"LC_ALL=" + locale}).output;
    EXPECT_NE(output, "");
    return std::all_of(output.begin(), output.end(), [](char byte) { return byte >= 0; });
  };
  EXPECT_TRUE(is_ascii("C"));
  EXPECT_FALSE(is_ascii("C.UTF-8"));
  EXPECT_EQ(run({"plot", "--width", "20", still()}).status, 2);
  EXPECT_EQ(run({"plot", "--metric", "weight", still()}).status, 2);
}

TEST_F(Cli, PlotAndTopTellWhatWasHeldBeforeTheFallOfAnExit) {
  const std::string path = recording("ended.tidemark", 60, [](int i) { return i < 59 ? 102'400 : 1024; });
  const Outcome drawn = run({"plot", "--ascii", "--metric", "vm_size", path});
  EXPECT_TRUE(has(drawn.output, "100 MiB -> 100 MiB")) << drawn.output;
  const Outcome top = run({"top", path});
  EXPECT_TRUE(std::regex_search(top.output, std::regex("42 +clean +100 MiB +0 B +0 B +100 MiB")))
      << top.output;
}

TEST_F(Cli, PlotKeepsWithinItsWidthAndAscii) {
  const std::string path = directory_.file("named.tidemark");
  write_one_process(path, 60, [](int i) { return 100'000 + 10'000 * i; });
  change_file(path, "UPDATE process SET comm = 'größe ::error::x'");
  const Outcome drawn = run({"plot", "--width", "40", "--ascii", path});
  EXPECT_EQ(drawn.status, 0) << drawn.errors;
  EXPECT_TRUE(drawn.output.starts_with("gr\\xC3\\xB6\\xC3\\x9Fe ")) << drawn.output;
  std::istringstream lines(drawn.output);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 40U) << line;
    EXPECT_FALSE(line.starts_with("::") || line.starts_with("  ::")) << line;
  }
  EXPECT_TRUE(std::all_of(drawn.output.begin(), drawn.output.end(), [](char c) { return c > 0; }));
}

TEST_F(Cli, TopShowsWhatGrewAndRefusesTimesThatWereNotRecorded) {
  const Outcome top = run({"top", leaking()});
  EXPECT_EQ(top.status, 0) << top.errors;
  EXPECT_TRUE(has(top.output, "server")) << top.output;
  EXPECT_TRUE(has(top.output, " leak ") || has(top.output, " critical ")) << top.output;
  const Outcome outside = run({"top", "--at", "2001-01-01T00:00:00Z", leaking()});
  EXPECT_EQ(outside.status, 2);
  EXPECT_TRUE(has(outside.errors, "at: 2001-01-01")) << outside.errors;
  EXPECT_EQ(run({"top", "--metric", "all", leaking()}).status, 2);
}

TEST_F(Cli, TopSaysWhereNothingWasObserved) {
  const auto time = [](int second) { return format_rfc3339(to_wall_time(kWallStart + second * kSecond)); };
  const auto refuses = [&](const Arguments& arguments, const std::string& why) {
    const Outcome refused = run(arguments);
    EXPECT_EQ(refused.status, 2);
    EXPECT_EQ(refused.output, "");
    EXPECT_TRUE(has(refused.errors, why)) << refused.errors;
  };
  refuses(
      {"top", "--at", time(40), "--until", time(20), leaking()},
      "at: " + time(40) + " lies outside of what --since and --until leave, " + time(0) + " to " + time(20));
  refuses({"top", "--at", time(40), "--since", time(90), leaking()}, "at: there is no time");
  refuses({"top", "--since", time(90), leaking()}, "there is no process in what is to be shown");
  refuses({"top", "--process", "nobody", leaking()}, "nothing was recorded of a process whose name");
  refuses({"top", recording("empty.tidemark", 0, [](int) { return 0; })}, "there is no process");
  EXPECT_EQ(run({"top", "--at", time(15), "--until", time(20), leaking()}).status, 0);
}

TEST_F(Cli, InfoSaysWhatThereIsAndFailsForDamage) {
  const std::string path = still();
  const Outcome sound = run({"info", path});
  EXPECT_EQ(sound.status, 0);
  EXPECT_TRUE(has(sound.output, "  sound\n"));
  const std::string cut = directory_.file("cut.tidemark");
  const std::string bytes = read_bytes(path);
  write_bytes(cut, std::string_view(bytes).substr(0, bytes.size() / 2));
  const Outcome damaged = run({"info", cut, path});
  EXPECT_EQ(damaged.status, 2);
  EXPECT_TRUE(has(damaged.errors, "damaged")) << damaged.errors;
  EXPECT_TRUE(has(damaged.output, "  sound\n"));
}

TEST_F(Cli, RecoverMakesASoundRecordingOfADamagedOne) {
  std::string bytes = read_bytes(recording("long.tidemark", 2000, [](int i) { return 1000 + i; }));
  bytes.replace(bytes.size() - 4096, 4096, 4096, '\x5A');
  const std::string damaged = directory_.file("damaged.tidemark");
  write_bytes(damaged, bytes);
  ASSERT_EQ(run({"info", damaged}).status, 2);
  const std::string made = directory_.file("made.tidemark");
  const Outcome recovered = run({"recover", damaged, "--output", made});
  EXPECT_EQ(recovered.status, 0) << recovered.errors;
  EXPECT_TRUE(has(recovered.output, "unreadable: ")) << recovered.output;
  EXPECT_EQ(run({"info", made}).status, 0);
  const Outcome again = run({"recover", damaged, "--output", made});
  EXPECT_EQ(again.status, 2);
  EXPECT_TRUE(has(again.errors, "--force replaces it")) << again.errors;
  EXPECT_EQ(run({"recover", damaged, "--output", damaged, "--force"}).status, 2);
  EXPECT_TRUE(read_bytes(damaged) == bytes);
}

TEST_F(Cli, RecoverOfWhatNothingIsLeftOfMakesNothing) {
  const std::string cut = directory_.file("cut.tidemark");
  write_bytes(cut, read_bytes(still()).substr(0, 4096));
  const std::string made = directory_.file("made.tidemark");
  const Outcome recovered = run({"recover", cut, "--output", made});
  EXPECT_EQ(recovered.status, 2);
  EXPECT_TRUE(has(recovered.errors, "nothing can be read of its table session")) << recovered.errors;
  EXPECT_FALSE(std::filesystem::exists(made));
}

}  // namespace
}  // namespace tidemark

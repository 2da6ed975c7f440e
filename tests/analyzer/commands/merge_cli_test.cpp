// An archive judged in parts, and one report made of theirs, as the program is started.
#include <gtest/gtest.h>

#include "tests/analyzer/commands/cli_fixture.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Arguments = std::vector<std::string>;

class MergeCli : public Cli {
 protected:
  // Makes a recording of each of some hosts in a directory, of which every third leaks, and returns its path.
  std::string archive(int hosts) {
    std::filesystem::create_directory(directory_.file("archive"));
    for (int host = 0; host < hosts; ++host) {
      const std::string path = recording("archive/" + std::to_string(host) + ".tidemark", 60, [&](int i) {
        return 100'000 + (host % 3 == 0 ? 1000 * (host + 1) * i : 0);
      });
      const std::string number = std::to_string(host);
      change_file(path, "UPDATE session SET host = 'host " + number + "', boot_id = 'boot " + number +
                            "', uuid = '00000000-0000-4000-8000-00000000000" + number + "'");
    }
    return directory_.file("archive");
  }

  // Judges one part, and returns the path of its report.
  std::string judge(const std::string& archive, int number, int count) {
    std::string path = directory_.file("shard " + std::to_string(number) + ".json");
    const std::string part = std::to_string(number) + "/" + std::to_string(count);
    const Outcome judged = run({"analyze", "--shard", part, "--fail-on", "never", "--allow-insufficient",
                                "--report", "json=" + path, archive});
    EXPECT_EQ(judged.status, 0) << judged.errors;
    return path;
  }
};

TEST_F(MergeCli, PartsInAnyOrderMakeTheReportOfTheWhole) {
  const std::string all = archive(7);
  const Outcome whole = run({"analyze", "--report", "json", all});
  EXPECT_EQ(whole.status, 1);
  // More parts than hosts: some judge nothing.
  Arguments parts;
  for (int number = 9; number >= 1; --number) parts.push_back(judge(all, number, 9));
  Arguments merge{"merge", "--report", "json"};
  merge.insert(merge.end(), parts.begin(), parts.end());
  const Outcome merged = run(merge);
  EXPECT_EQ(merged.status, 1) << merged.errors;
  EXPECT_EQ(merged.output, whole.output);

  const Outcome some = run({"merge", "--skip-unreadable", "--report", "json=" + directory_.file("some.json"),
                            parts[0], parts[1], parts[2], parts[3]});
  EXPECT_TRUE(has(some.errors, "some.json")) << some.errors;
  const Outcome again = run({"merge", "--report", "json", directory_.file("some.json"), parts[8], parts[7],
                             parts[6], parts[5], parts[4]});
  EXPECT_EQ(again.output, whole.output) << again.errors;
}

TEST_F(MergeCli, SaysOnHowManyHostsAProgramLeaks) {
  const std::string all = archive(7);
  const Outcome text = run({"merge", judge(all, 1, 2), judge(all, 2, 2)});
  EXPECT_TRUE(has(text.output, "; of 7 hosts 3 leak\nand 4 are clean.")) << text.output;
  EXPECT_TRUE(has(text.output, "leaks on 3 of the 7 hosts that it was judged on: host 0, host 3, host 6."))
      << text.output;
}

TEST_F(MergeCli, APartThatIsMissingIsAnErrorUnlessItMayBe) {
  const std::string all = archive(2);  // the first leaks
  const std::string one = judge(all, 1, 2), two = judge(all, 2, 2);
  const bool first_leaks = run({"merge", "--skip-unreadable", one}).status == 1;
  const std::string& clean = first_leaks ? two : one;
  const Outcome missing = run({"merge", clean});
  EXPECT_EQ(missing.status, 2);
  EXPECT_TRUE(has(missing.errors, "of 2 shards these are missing")) << missing.errors;
  const Outcome allowed = run({"merge", "--skip-unreadable", clean});
  EXPECT_EQ(allowed.status, 0);
  EXPECT_TRUE(has(allowed.errors, "warning: of 2 shards these are missing")) << allowed.errors;
  EXPECT_EQ(run({"merge", first_leaks ? one : two}).status, 1) << "what leaks leaks";
}

TEST_F(MergeCli, AReportThatCannotBeReadIsNamedAndTheOthersAreMerged) {
  const std::string all = archive(4);  // the first and the last leak
  const std::string one = judge(all, 1, 2), two = judge(all, 2, 2), cut = directory_.file("cut.json");
  write_bytes(cut, read_bytes(two).substr(0, 1000));
  const Outcome merged = run({"merge", "--fail-on", "never", cut, one});
  EXPECT_EQ(merged.status, 2);
  EXPECT_TRUE(has(merged.errors, "cut.json: cannot read the report")) << merged.errors;
  EXPECT_TRUE(has(merged.errors, "of 2 shards these are missing")) << merged.errors;
  EXPECT_TRUE(has(merged.output, "of 2 hosts")) << merged.output;
  EXPECT_EQ(run({"merge", "--fail-on", "never", "--skip-unreadable", cut, one}).status, 0);
  EXPECT_EQ(run({"merge", "--skip-unreadable", cut}).status, 2) << "there is nothing else";
}

TEST_F(MergeCli, PartsGoIntoAHistoryAsTheyAreJudged) {
  const std::string all = archive(5), database = directory_.file("history.db");
  for (const char* part : {"1/2", "2/2", "2/2"}) {
    const Outcome added =
        run({"history", "add", "--shard", part, "--database", database, "--revision", "r1", all});
    EXPECT_EQ(added.status, 0) << added.errors;
  }
  const Outcome shown = run({"history", "show", "--database", database});
  EXPECT_TRUE(has(shown.output, "5 runs")) << shown.output;
}

TEST_F(MergeCli, OnlyNothingToJudgeIsAFailureAllTheSame) {
  const std::string all = archive(1);
  const std::string empty = judge(all, 2, 2);
  EXPECT_EQ(run({"merge", "--skip-unreadable", empty}).status, 4);
  EXPECT_EQ(run({"analyze", "--shard", "2/2", all}).status, 4);
}

TEST_F(MergeCli, WrongUseIsTold) {
  const std::string all = archive(2);
  const auto error_of = [&](Arguments arguments) {
    const Outcome outcome = run(std::move(arguments));
    EXPECT_EQ(outcome.status, 2);
    return outcome.errors;
  };
  EXPECT_TRUE(has(error_of({"analyze", "--shard", "3/2", all}), "shard: '3/2' is no part"));
  EXPECT_TRUE(has(error_of({"analyze", "--shard", "1/2", "--by-test", all}), "shard: --by-test"));
  EXPECT_TRUE(has(error_of({"analyze", "--shard", "1/2", "--session", "last", all}), "excludes --session"));
  EXPECT_TRUE(has(error_of({"merge"}), "no report is named"));
  EXPECT_TRUE(
      has(error_of({"analyze", "--shard", "1/2", "--since", "-10m", all}), "another time on each machine"));
  const std::string one = judge(all, 1, 2);
  EXPECT_TRUE(has(error_of({"merge", one, one}), "leave one out"));
  EXPECT_TRUE(has(error_of({"merge", "--report", "json=" + one, one}), one)) << "it would be overwritten";
}

TEST_F(MergeCli, AnArchiveThatChangedMeanwhileIsNoticed) {
  const std::string all = archive(4);
  const std::string one = judge(all, 1, 2);
  std::filesystem::remove(directory_.file("archive/3.tidemark"));
  const Outcome merged = run({"merge", one, judge(all, 2, 2)});
  EXPECT_EQ(merged.status, 2);
  EXPECT_TRUE(has(merged.errors, "the archive's files have changed between the two")) << merged.errors;
}

}  // namespace
}  // namespace tidemark

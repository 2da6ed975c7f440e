// The program as it is started: exit statuses, and what goes to which stream.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/analyzer/commands/cli_fixture.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Arguments = std::vector<std::string>;

TEST_F(Cli, WithoutARecordingTheUsualOneIsTaken) {
  const auto analyzed = [&] {
    return run_to_end(
        {.command = {"sh", "-c", "cd " + directory_.path() + " && " + TIDEMARK_ANALYZER + " analyze"}});
  };
  EXPECT_EQ(analyzed().status, 2);
  EXPECT_TRUE(
      has(analyzed().errors, "there is no recording.tidemark or tidemark-report/recording.tidemark here"));
  std::filesystem::create_directory(directory_.file("tidemark-report"));
  write_one_process(directory_.file("tidemark-report/recording.tidemark"), 60, [](int) { return 100'000; });
  EXPECT_EQ(analyzed().status, 0);
  write_one_process(directory_.file("recording.tidemark"), 60, [](int i) { return 100'000 + 10'000 * i; });
  EXPECT_EQ(analyzed().status, 1);
}

TEST_F(Cli, StatusIs0WhereNothingIsFoundAnd1WhereSomethingIs) {
  const Outcome clean = run({"analyze", still()});
  EXPECT_EQ(clean.status, 0);
  EXPECT_TRUE(has(clean.output, "Verdict: clean"));
  EXPECT_EQ(clean.errors, "");
  const Outcome found = run({"analyze", leaking()});
  EXPECT_EQ(found.status, 1);
  EXPECT_TRUE(has(found.output, "Verdict: critical"));
  EXPECT_EQ(found.errors, "");
}

TEST_F(Cli, AnAnswerThatCannotBeWrittenIsStatus2) {
  for (const char* argument : {"--help", "--version", "analyze --help"}) {
    const Outcome outcome = run_to_end(
        {.command = {"/bin/sh", "-c", std::string(TIDEMARK_ANALYZER) + ' ' + argument + " > /dev/full"},
         .before_exec = {}});
    EXPECT_EQ(outcome.status, 2) << argument;
    EXPECT_TRUE(has(outcome.errors, "standard output: cannot write")) << outcome.errors;
  }
}

TEST_F(Cli, AClosedStandardOutputIsStatus2AndNoFileTakesItsPlace) {
  const auto run_closed = [](Arguments arguments) {
    arguments.insert(arguments.begin(), TIDEMARK_ANALYZER);
    return run_to_end({.command = std::move(arguments), .before_exec = [] { close(STDOUT_FILENO); }});
  };
  const std::string json = directory_.file("r.json");
  const std::string before = read_bytes(still());
  const Outcome outcome = run_closed({"analyze", "--report", "text", "--report", "json=" + json, still()});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(has(outcome.errors, "standard output: cannot write to it")) << outcome.errors;
  EXPECT_EQ(nlohmann::json::parse(read_bytes(json))["verdict"], "clean");
  EXPECT_EQ(read_bytes(still()), before);
  EXPECT_EQ(run_closed({"analyze", "--report", "json=" + json, still()}).status, 0);
  for (const char* command : {"info", "top", "plot"})
    EXPECT_EQ(run_closed({command, still()}).status, 2) << command;
}

TEST_F(Cli, AReportNeverReplacesWhatIsRead) {
  const std::string path = leaking();
  const std::string rules = directory_.file("known.ini"), baseline = directory_.file("good.json");
  write_bytes(rules, "no rules at all");
  write_bytes(baseline, "no baseline at all");
  const std::string before = read_bytes(path);
  const auto refuses = [&](const Arguments& arguments, const std::string& file) {
    const Outcome refused = run(arguments);
    EXPECT_EQ(refused.status, 2) << file;
    EXPECT_EQ(refused.errors, "tidemark-analyzer: error: report: " + file + " is an input, too\n");
    EXPECT_EQ(refused.output, "");
  };
  refuses({"analyze", path, "--report", "json=" + path}, path);
  refuses({"analyze", path, "--suppress", rules, "--report", "text", "--report", "json=" + rules}, rules);
  refuses({"analyze", path, "--baseline", baseline, "--report", "html=" + baseline}, baseline);
  refuses({"analyze", directory_.path(), "--report", "html=" + path}, path);
  EXPECT_EQ(read_bytes(path), before);
  EXPECT_EQ(read_bytes(rules), "no rules at all");
  EXPECT_EQ(read_bytes(baseline), "no baseline at all");
}

TEST_F(Cli, FailOnDecidesWhatCounts) {
  EXPECT_EQ(run({"analyze", "--fail-on", "critical", leaking()}).status, 1);
  EXPECT_EQ(run({"analyze", "--fail-on", "never", leaking()}).status, 0);
}

TEST_F(Cli, NothingJudgedIs4AlsoWithFailOnNever) {
  const Outcome failed = run({"analyze", "--fail-on", "never", brief()});
  EXPECT_EQ(failed.status, 4);
  EXPECT_TRUE(has(failed.output, "Verdict: insufficient"));
  EXPECT_TRUE(has(failed.errors, "no process could be judged"));
  const Outcome allowed = run({"analyze", "--allow-insufficient", brief()});
  EXPECT_EQ(allowed.status, 0);
  EXPECT_TRUE(has(allowed.errors, "warning"));
  EXPECT_EQ(run({"analyze", "--process", "nobody", still()}).status, 4);
}

TEST_F(Cli, OfADirectoryWhatCannotBeReadIsNamedAndTheRestJudged) {
  still();
  const std::string empty = directory_.file("empty.tidemark");
  write_bytes(empty, "");
  const std::string cut = directory_.file("cut.tidemark");
  write_bytes(cut, read_bytes(still()).substr(0, 12'288));
  write_bytes(directory_.file("made.tidemark.part-1"), "is being made");

  const Outcome clean = run(
      {"analyze", "--report", "text", "--report", "json=" + directory_.file("r.json"), directory_.path()});
  EXPECT_EQ(clean.status, 2);
  EXPECT_TRUE(has(clean.output, "Verdict: clean")) << clean.output;
  const auto json = nlohmann::json::parse(read_bytes(directory_.file("r.json")));
  ASSERT_EQ(json["unreadable"].size(), 2U);
  EXPECT_EQ(json["recordings"].size(), 1U);
  for (const std::string& path : {cut, empty}) {
    EXPECT_TRUE(has(clean.output, std::filesystem::path(path).filename().string())) << clean.output;
    EXPECT_TRUE(has(clean.errors, "error: " + path)) << clean.errors;
  }
  EXPECT_FALSE(has(clean.errors, "made")) << clean.errors;

  const Outcome skipped = run({"analyze", "--skip-unreadable", directory_.path()});
  EXPECT_EQ(skipped.status, 0);
  EXPECT_TRUE(has(skipped.errors, "warning: " + empty)) << skipped.errors;

  leaking();
  EXPECT_EQ(run({"analyze", directory_.path()}).status, 1);
  EXPECT_EQ(run({"analyze", still(), empty}).status, 2);
  EXPECT_EQ(run({"analyze", "--skip-unreadable", empty}).status, 2) << "it was named itself";
}

TEST_F(Cli, OfADirectoryRowsThatTurnOutDamagedAreLeftOut) {
  still();
  const std::string damaged = directory_.file("damaged.tidemark");
  write_one_process(damaged, 3000, [](int i) { return 100'000 + i; });
  std::string bytes = read_bytes(damaged);
  const auto page = query_number(damaged, "SELECT rootpage FROM sqlite_schema WHERE name = 'sample'") - 1;
  std::fill_n(bytes.begin() + page * 4096, 4096, '\xA5');
  write_bytes(damaged, bytes);
  const Outcome outcome = run({"analyze", directory_.path()});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(has(outcome.output, "Verdict: clean")) << outcome.output;
  EXPECT_TRUE(has(outcome.errors, "error: " + damaged)) << outcome.errors;
}

TEST_F(Cli, WhereNothingOfADirectoryCanBeReadNothingIsJudged) {
  write_bytes(directory_.file("empty.tidemark"), "");
  EXPECT_EQ(run({"analyze", directory_.path()}).status, 2);
  EXPECT_EQ(run({"analyze", "--skip-unreadable", directory_.path()}).status, 4);
}

TEST_F(Cli, QuietSaysOnlyErrorsAndVerboseWhatIsDone) {
  EXPECT_EQ(run({"analyze", "--quiet", "--allow-insufficient", brief()}).errors, "");
  EXPECT_TRUE(has(run({"analyze", "--quiet", brief()}).errors, "error: no process could be judged"));
  const Outcome verbose = run({"analyze", "--verbose", still()});
  EXPECT_EQ(verbose.status, 0);
  EXPECT_TRUE(has(verbose.errors, "info: reading " + still() + ": ")) << verbose.errors;
  EXPECT_TRUE(has(verbose.errors, "info: judging processes: "));
  EXPECT_FALSE(has(verbose.output, "info:"));
  EXPECT_EQ(run({"analyze", "--quiet", "--verbose", still()}).status, 2);
}

TEST_F(Cli, WrongUsageAndUnreadableInputAre2) {
  EXPECT_EQ(run({}).status, 2);
  EXPECT_EQ(run({"analyse"}).status, 2);
  EXPECT_EQ(run({"analyze"}).status, 2);
  EXPECT_EQ(run({"analyze", "--no-such", still()}).status, 2);
  const Outcome missing = run({"analyze", still(), directory_.file("missing")});
  EXPECT_EQ(missing.status, 2);
  EXPECT_TRUE(has(missing.errors, directory_.file("missing")));
  EXPECT_EQ(missing.output, "");
  EXPECT_EQ(run({"analyze", "--report", "pdf", still()}).status, 2);
}

TEST_F(Cli, ABoundOutOfRangeIs2AndNamesOptionValueAndWhatIsAllowed) {
  const auto errors = [&](const std::string& argument) {
    const Outcome outcome = run({"analyze", argument, leaking()});
    EXPECT_EQ(outcome.status, 2) << argument;
    return outcome.errors;
  };
  EXPECT_TRUE(has(errors("--leak-windows=-1"), "leak-windows: '-1' is not a number from 0 to 1000000"));
  EXPECT_TRUE(
      has(errors("--sure-samples=0"), "sure-samples: '0' is not a whole number from 1 to 1000000000"));
  EXPECT_TRUE(has(errors("--min-ticks=5"), "min-ticks: '5' is not a whole number from 6 to 1000000000"));
  EXPECT_TRUE(has(errors("--p-value=2"), "p-value: '2' is not a number from 0.001 to 0.25"));
  EXPECT_TRUE(has(errors("--min-alive=soon"), "min-alive: 'soon' is not a duration"));
}

TEST_F(Cli, BoundsOfTheVerdictDecideAlsoFromTheEnvironment) {
  EXPECT_EQ(run({"analyze", "--min-ticks", "61", leaking()}).status, 4);
  EXPECT_EQ(run({"analyze", leaking()}, {"TIDEMARK_MIN_ALIVE=1h"}).status, 4);
  EXPECT_EQ(run({"analyze", leaking()}, {"TIDEMARK_P_VALUE=0.001"}).status, 1)
      << "the least level tells, too";
  EXPECT_EQ(run({"analyze", leaking()}, {"TIDEMARK_P_VALUE=0.0009"}).status, 2) << "nothing could be told";
  EXPECT_EQ(run({"analyze", leaking()}, {"TIDEMARK_MIN_GROWTH=1TiB"}).status, 0);
}

TEST_F(Cli, HelpTeachesWithExamples) {
  for (const char* command : {"analyze", "info", "import", "export", "top"}) {
    const Outcome help = run({command, "--help"});
    EXPECT_EQ(help.status, 0);
    EXPECT_TRUE(has(help.output, "  tidemark-analyzer " + std::string(command))) << help.output;
    EXPECT_EQ(help.errors, "");
  }
}

TEST_F(Cli, ReportsGoToFilesAndToStandardOutput) {
  const std::string path = directory_.file("report.json");
  const Outcome outcome = run({"analyze", "--report", "text", "--report", "json=" + path, leaking()});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_TRUE(has(outcome.output, "Verdict: critical"));
  EXPECT_EQ(nlohmann::json::parse(read_bytes(path))["verdict"], "critical");
  EXPECT_EQ(run({"analyze", "--report", "json=" + directory_.file("no/report.json"), still()}).status, 2);
  EXPECT_EQ(run({"analyze", "--report", "json=/dev/full", still()}).status, 2);
}

TEST_F(Cli, AnnotationsGoToStandardErrorWhereTheyAreAskedFor) {
  const Outcome asked = run({"analyze", "--annotations", "github", leaking()});
  EXPECT_EQ(asked.status, 1);
  EXPECT_TRUE(asked.errors.starts_with("::error title=Tidemark%3A server")) << asked.errors;
  EXPECT_FALSE(has(asked.output, "::error"));
  EXPECT_EQ(run({"analyze", leaking()}, {"GITHUB_ACTIONS=true"}).errors, "");
  EXPECT_EQ(run({"analyze", "--annotations", "gitlab", leaking()}).status, 2);
}

TEST_F(Cli, TheMarkdownReportDrawsTheSeries) {
  const Outcome outcome = run({"analyze", "--report", "markdown", leaking()});
  EXPECT_TRUE(has(outcome.output, "▁▁▁▁▂▂")) << outcome.output;
}

TEST_F(Cli, KnownGrowthIsSuppressedAndListed) {
  const std::string rules = directory_.file("known.ini");
  write_bytes(rules, "[cache]\nname = server\nreason = fills its cache\n[gone]\nname = nobody\nreason = r\n");
  const Outcome suppressed = run({"analyze", "--suppress", rules, "--report", "text", "--report",
                                  "json=" + directory_.file("r.json"), leaking()});
  EXPECT_EQ(suppressed.status, 0);
  EXPECT_TRUE(has(suppressed.output, "Verdict: clean"));
  EXPECT_TRUE(has(suppressed.output, "suppressed (1)")) << suppressed.output;
  EXPECT_TRUE(has(suppressed.output, "[cache] accepts it: fills its cache; without it critical"));
  EXPECT_TRUE(has(suppressed.output, "[gone] matches no process"));
  const auto json = nlohmann::json::parse(read_bytes(directory_.file("r.json")));
  EXPECT_EQ(json["processes"][0]["findings"][0]["suppressed"]["reason"], "fills its cache");
  EXPECT_EQ(json["processes"][0]["suppressed"]["rule"], "cache");
  write_bytes(rules, "[cache]\nname = server\n");
  const Outcome wrong = run({"analyze", "--suppress", rules, leaking()});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_TRUE(has(wrong.errors, rules + ": [cache] reason")) << wrong.errors;
}

TEST_F(Cli, SettingsComeFromTheEnvironmentAndFlagsWin) {
  const std::string path = leaking();
  EXPECT_EQ(run({"analyze", path}, {"TIDEMARK_FAIL_ON=never", "TIDEMARK_INTERVAL=1s"}).status, 0);
  EXPECT_EQ(run({"analyze", "--fail-on", "leak", path}, {"TIDEMARK_FAIL_ON=never"}).status, 1);
  const Outcome nearly = run({"analyze", path}, {"TIDEMARK_FAIL_IN=never"});
  EXPECT_EQ(nearly.status, 1);
  EXPECT_TRUE(has(nearly.errors, "warning: environment variable TIDEMARK_FAIL_IN")) << nearly.errors;
}

TEST_F(Cli, AnExpressionThatCannotBeUsedIsNamedWithItsOption) {
  const std::string suppressions = directory_.file("s.ini");
  for (const auto& [expression, cause] : {std::pair<std::string, std::string>("a(?=b)", "no lookahead"),
                                          {std::string(5000, 'a'), "5000 bytes"}}) {
    write_bytes(suppressions, "[r]\nname = " + expression + "\nreason = x\n");
    for (const auto& [option, value] : {std::pair<std::string, std::string>("process", expression),
                                        {"explain", expression},
                                        {"service", expression},
                                        {"suppress", suppressions}}) {
      const Outcome outcome = run({"analyze", "--" + option, value, still()});
      EXPECT_EQ(outcome.status, 2) << option;
      EXPECT_TRUE(has(outcome.errors, option == "suppress" ? "s.ini: [r] name: " : option + ": "))
          << outcome.errors;
      EXPECT_TRUE(has(outcome.errors, cause)) << outcome.errors;
    }
  }
}

TEST_F(Cli, PatternsAndCompressedRecordingsAreRead) {
  static_cast<void>(leaking());
  static_cast<void>(still());
  const Outcome packed = run_to_end({.command = {"gzip", directory_.file("leaking.tidemark")}});
  ASSERT_EQ(packed.status, 0) << packed.errors;
  for (const std::string& what :
       {directory_.file("*.tidemark*"), directory_.path(), directory_.file("leaking.tidemark.gz")}) {
    const Outcome analyzed = run({"analyze", what});
    EXPECT_EQ(analyzed.status, 1) << what << analyzed.errors;
    EXPECT_TRUE(has(analyzed.output, "leaking.tidemark.gz")) << analyzed.output;
  }
  EXPECT_TRUE(has(run({"info", directory_.file("leaking.tidemark.gz")}).output, "sound"));
  EXPECT_EQ(run({"top", directory_.file("leaking.tidemark.gz")}).status, 0);
  const Outcome none = run({"analyze", directory_.file("*.none")});
  EXPECT_EQ(none.status, 2);
  EXPECT_TRUE(has(none.errors, "no file has such a name")) << none.errors;
}

TEST_F(Cli, ProcessesOfSeveralHostsAreToldApart) {
  std::string table = "time,host,name,rss_mib\n";
  for (int i = 0; i < 60; ++i) {
    for (const char* host : {"alpha", "beta"})
      table += std::to_string(1'790'000'000 + i) + "," + host + ",srv," + std::to_string(100 + 5 * i) + "\n";
  }
  const std::string csv = directory_.file("hosts.csv");
  write_bytes(csv, table);
  const std::string output = directory_.file("hosts.tidemark");
  ASSERT_EQ(run({"import", csv, "--output", output}).status, 0);
  const Outcome text = run({"analyze", output});
  EXPECT_TRUE(has(text.output, "on alpha") && has(text.output, "on beta")) << text.output;
  for (const char* format : {"markdown", "junit", "html"}) {
    const Outcome report = run({"analyze", output, "--report", format});
    EXPECT_TRUE(has(report.output, "on alpha") && has(report.output, "on beta")) << format;
  }
  EXPECT_TRUE(has(run({"analyze", output, "--report", "openmetrics"}).output, "host=\"beta\""));
  const auto report = nlohmann::json::parse(run({"analyze", output, "--report", "json"}).output);
  EXPECT_EQ(report["processes"][0].value("host", "") == report["processes"][1].value("host", ""), false);
  EXPECT_TRUE(has(run({"top", output}).output, "srv on alpha"));
  // Of one host nothing changes.
  const auto of_one = nlohmann::json::parse(run({"analyze", still(), "--report", "json"}).output);
  EXPECT_FALSE(of_one["processes"][0].contains("host"));
}

}  // namespace
}  // namespace tidemark

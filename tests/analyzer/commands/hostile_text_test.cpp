// Whatever a file holds, nothing that is printed drives a terminal or a CI service's runner.
#include <gtest/gtest.h>

#include <array>
#include <regex>
#include <sstream>

#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"
#include "tests/support/real_process.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Arguments = std::vector<std::string>;

// It turns text, hides, moves the cursor, and is a command to three runners.
constexpr const char* kHostile =
    "::error::x \u202E\u2066\u200B\uFEFF\x1B[2J\x07##[error]##vso[x]##teamcity[y]";

// What may stand in no output, in UTF-8.
const std::array kHarmful{"\u202E", "\u2066", "\u200B", "\uFEFF", "\x1B", "\x07", "##["};

void expect_harmless(const std::string& text, const std::string& of) {
  for (const char* harmful : kHarmful) EXPECT_FALSE(has(text, harmful)) << of << ": " << text;
  EXPECT_FALSE(std::regex_search(text, std::regex("##[a-z]+\\["))) << of << ": " << text;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t begin = line.find_first_not_of(" \t");
    const bool is_annotation =
        line.starts_with("::error title=Tidemark") || line.starts_with("::warning title=Tidemark");
    EXPECT_FALSE(begin != std::string::npos && !is_annotation && line.compare(begin, 2, "::") == 0)
        << of << ": " << line;
  }
}

class HostileText : public ::testing::Test {
 protected:
  // Runs a command, and returns its status.
  int run(Arguments arguments) {
    std::string of;
    for (const std::string& argument : arguments) of += argument + ' ';
    arguments.insert(arguments.begin(), TIDEMARK_ANALYZER);
    const Outcome outcome =
        run_to_end({.command = std::move(arguments), .variables = {}, .input = "", .before_exec = {}});
    expect_harmless(outcome.output, of);
    expect_harmless(outcome.errors, of);
    said_ = outcome.output + outcome.errors;
    return outcome.status;
  }

  // Makes every text in a recording hostile that is no key of the format.
  void fill_with_hostile_text() const {
    const Database database(path_, SQLITE_OPEN_READWRITE, path_);
    database.execute("PRAGMA ignore_check_constraints = 1");
    for (const char* column :
         {"session.host", "session.kernel", "session.recorder_version", "session.filters", "session.cgroup",
          "process.comm", "process.exe", "process.working_directory", "process.runtime", "mark.name",
          "cgroup.path", "tick.gap_reason"}) {
      const std::string text = column;
      const std::size_t dot = text.find('.');
      Statement update =
          database.prepare("UPDATE " + text.substr(0, dot) + " SET " + text.substr(dot + 1) + " = ?1");
      update.bind(1, kHostile).run();
    }
    Statement update = database.prepare("UPDATE process SET command_line = json_array(?1, ?1)");
    update.bind(1, kHostile).run();
    database.execute("UPDATE tick SET missed_before = 3 WHERE id = 30");
  }

  std::string file(const std::string& text) const {
    write_bytes(directory_.file("file"), text);
    return directory_.file("file");
  }

  void SetUp() override {
    write_one_process(path_, 60, [](int i) { return 100'000 + 10'000 * i; });
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.file("a.tidemark");
  std::string said_;
};

TEST_F(HostileText, OfARecordingIsShownInEveryReport) {
  fill_with_hostile_text();
  for (const char* format : {"text", "json", "junit", "markdown", "openmetrics", "html"}) {
    EXPECT_EQ(run({"analyze", path_, "--report", format, "--annotations", "github", "--explain", "."}), 1);
    EXPECT_TRUE(has(said_, "\\x1B[2J") || has(said_, "\\\\x1B[2J") || has(said_, "&#92;x1B")) << format;
  }
}

TEST_F(HostileText, OfARecordingIsShownByEveryCommand) {
  fill_with_hostile_text();
  EXPECT_EQ(run({"info", path_}), 0);
  EXPECT_EQ(run({"top", path_}), 0);
  EXPECT_EQ(run({"plot", path_}), 0);
  const std::string baseline = directory_.file("baseline.json");
  EXPECT_EQ(run({"baseline", "build", path_, "--output", baseline}), 0);
  for (const char* format : {"text", "json"}) run({"compare", baseline, path_, "--report", format});
  run({"analyze", path_, "--baseline", baseline});
}

TEST_F(HostileText, OfSuppressionsIsShown) {
  const std::string hostile = kHostile;
  for (const std::string& text :
       {"[" + hostile + "]\nname = x\n", "[a]\n" + hostile + " = x\n", hostile + " = x\n",
        "[a]\nname = (" + hostile + "\nreason = r\n", "[a]\nname = x\nreason = r\nmetric = " + hostile + "\n",
        "[a]\nname = x\nreason = r\nexpires = " + hostile + "\n"}) {
    EXPECT_EQ(run({"analyze", path_, "--suppress", file(text)}), 2) << text;
  }
  run({"analyze", path_, "--suppress", file("[" + hostile + "]\nname = .\nreason = " + hostile + "\n")});
  EXPECT_TRUE(has(said_, "\\x1B[2J")) << said_;
  run({"analyze", path_, "--suppress", file("[" + hostile + "]\nname = none\nreason = r\n")});
  EXPECT_TRUE(has(said_, "\\x1B[2J")) << said_;
}

TEST_F(HostileText, OfOtherInputsIsShown) {
  const std::string hostile = kHostile;
  for (const std::string& text :
       {"{" + hostile, R"({"format":"tidemark-baseline","version":")" + hostile + "\"}"})
    EXPECT_EQ(run({"analyze", path_, "--baseline", file(text)}), 2);
  const std::string output = directory_.file("b.tidemark");
  const std::string header = "Process ID,Process Name,Time,Memory Usage\n";
  for (const std::string& line :
       {hostile + ",x,2024-05-16 17:26:01,1", "1," + hostile + "," + hostile + ",1"})
    EXPECT_EQ(run({"import", "--from", "memorytools", file(header + line + '\n'), "--output", output}), 2);
}

TEST_F(HostileText, OfNamesIsShown) {
  const std::string hostile = kHostile;
  EXPECT_EQ(run({"analyze", path_, "--" + hostile}), 2);
  EXPECT_EQ(run({hostile}), 2);
  EXPECT_EQ(run({"analyze", directory_.file(hostile)}), 2);
  EXPECT_EQ(run({"analyze", path_, "--process", "(" + hostile}), 2);
  EXPECT_EQ(run({"analyze", path_, "--report", "json=" + directory_.file("none/" + hostile)}), 2);
  {
    const Database database(path_, SQLITE_OPEN_READWRITE, path_);
    database.execute("PRAGMA foreign_keys = OFF; CREATE TABLE \"" + hostile +
                     "\" (a INTEGER REFERENCES tick (id)); INSERT INTO \"" + hostile + "\" VALUES (1000)");
  }
  EXPECT_EQ(run({"info", path_}), 0) << "somebody's own tables are not looked at";
  run({"analyze", path_});
}

}  // namespace
}  // namespace tidemark

#include "analyzer/recordings/arguments.hpp"

#include <gtest/gtest.h>

#include "common/text.hpp"
#include "tests/support/real_process.hpp"

namespace tidemark {
namespace {

using Words = std::vector<std::string>;

TEST(ArgumentsOf, AreThoseOfAJsonArrayOnly) {
  EXPECT_EQ(arguments_of(R"(["a","b c",7])"), (Words{"a", "b c", ""}));
  EXPECT_EQ(arguments_of(R"(["a\n\u001b","\\x0A"])"), (Words{"a\\x0A\\x1B", "\\x0A"}));
  EXPECT_TRUE(arguments_of(std::nullopt).empty());
  EXPECT_TRUE(arguments_of("[\"a").empty());
  EXPECT_TRUE(arguments_of("{\"a\":1}").empty());
}

TEST(AllArgumentsOf, AreNotKnownOfACommandThatWasCut) {
  RecordedProcess process{};
  process.command_line = R"(["server","--serve"])";
  EXPECT_EQ(all_arguments_of(process), (Words{"server", "--serve"}));
  process.command_line_cut = true;
  EXPECT_TRUE(all_arguments_of(process).empty());
}

TEST(SplitPythonClusters, EndsWithTheProgram) {
  EXPECT_EQ(split_python_clusters({"python3", "-um", "a", "-um"}),
            (Words{"python3", "-u", "-m", "a", "-um"}));
  EXPECT_EQ(split_python_clusters({"python3", "-mpytest"}), (Words{"python3", "-m", "pytest"}));
  EXPECT_EQ(split_python_clusters({"python3", "-Werror", "-uX", "dev", "-Ic", "x"}),
            (Words{"python3", "-Werror", "-u", "-X", "dev", "-I", "-c", "x"}));
  EXPECT_EQ(split_python_clusters({"python3", "-u", "a.py", "-mx"}), (Words{"python3", "-u", "a.py", "-mx"}));
  EXPECT_EQ(split_python_clusters({"python3", "-X"}), (Words{"python3", "-X"}));
  EXPECT_TRUE(split_python_clusters({}).empty());
}

TEST(EndOfOptions, IsTheScriptOrWhatStandsForIt) {
  EXPECT_EQ(end_of_options(Runtime::kPython, {"python3", "-u", "-W", "error", "app.py", "-x"}), 4U);
  EXPECT_EQ(end_of_options(Runtime::kPython, {"python3", "-m", "http.server"}), 1U);
  EXPECT_EQ(end_of_options(Runtime::kJvm, {"java", "-Xmx1g", "-jar", "a.jar"}), 2U);
  EXPECT_EQ(end_of_options(Runtime::kNode, {"node", "--inspect"}), 2U);
  EXPECT_EQ(end_of_options(Runtime::kUnknown, {"bash"}), 1U);
}

TEST(EndOfOptions, AValueIsNoScript) {
  EXPECT_EQ(end_of_options(Runtime::kPython, {"python3", "-X", "dev", "-I", "app.py"}), 4U);
  EXPECT_EQ(end_of_options(Runtime::kJvm, {"java", "--add-exports", "a/b=c", "-p", "lib", "-m", "a/b"}), 5U);
  EXPECT_EQ(end_of_options(Runtime::kNode, {"node", "--import", "./x.mjs", "w.js"}), 3U);
  EXPECT_EQ(
      end_of_options(Runtime::kNode, {"node", "-C", "dev", "--title", "a", "--env-file", ".env", "w.js"}),
      7U);
  EXPECT_EQ(end_of_options(Runtime::kRuby, {"ruby", "-I", "lib", "-r", "x", "app.rb"}), 5U);
  EXPECT_EQ(end_of_options(Runtime::kPhp, {"php", "-d", "a=b", "app.php"}), 3U);
}

TEST(ShellLine, IsReadableWhereNothingNeedsQuotes) {
  EXPECT_EQ(shell_line({"./server", "--port=80", "-v"}), "./server --port=80 -v");
  EXPECT_EQ(shell_line({"a b", ""}), "'a b' ''");
  EXPECT_EQ(shell_line({"::a", "::1", "##[b]"}), "$'\\x3A:a' ::1 $'\\x23#[b]'");
  EXPECT_EQ(shell_line({}), "");
}

TEST(ShellLine, AShellReadsWhatTheProcessGot) {
  const Words given{"plain",    "a b",         "",           "it's",  "$(touch x)", "`id`", "a\nb",
                    "\x1b[31m", "back\\slash", "quote'\n\\", "*",     "~",          "#",    "\xff\xfe",
                    "!",        "a;b&c|d",     "ü",          "##[a]", " ::a"};
  Words recorded;
  for (const std::string& argument : given) recorded.push_back(escape_name(argument));
  const testing::Outcome outcome =
      testing::run_to_end({.command = {"bash", "-c", "printf '%s\\0' " + shell_line(recorded)}});
  std::string expected;
  for (const std::string& argument : given) expected += argument + '\0';
  EXPECT_EQ(outcome.output, expected);
}

}  // namespace
}  // namespace tidemark

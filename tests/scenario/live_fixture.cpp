#include "tests/scenario/live_fixture.hpp"

#include <fmt/core.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace tidemark::testing {
namespace {

using nlohmann::json;

bool is_in_path(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access((std::filesystem::path(folder) / program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

// By the first word of the command line, too: Node.js from version 22 on calls itself MainThread.
bool is_meant(const Expected& expected, const json& process) {
  if (!process["command"].is_string()) return false;
  const std::string command = process["command"];
  const std::string program = std::filesystem::path(command.substr(0, command.find(' '))).filename();
  return (process["name"] == expected.name || program == expected.name) &&
         command.ends_with(expected.command_end);
}

bool is_alert(const json& process) {
  return process["verdict"] == "leak" || process["verdict"] == "critical";
}

}  // namespace

Descendants::Descendants() { prctl(PR_SET_CHILD_SUBREAPER, 1); }

Descendants::~Descendants() {
  do {
    std::istringstream children(read_bytes(fmt::format("/proc/self/task/{}/children", getpid())));
    for (pid_t pid = 0; children >> pid;) kill(pid, SIGKILL);
    // The children of one that ends become children of this process.
  } while (waitpid(-1, nullptr, 0) > 0);
  prctl(PR_SET_CHILD_SUBREAPER, 0);
}

bool LiveTest::asked_for_long() {
  const char* asked = std::getenv("TIDEMARK_LONG");
  return asked != nullptr && std::string(asked) == "1";
}

std::string LiveTest::missing(const Words& programs) {
  std::string names;
  for (const std::string& program : programs) {
    if (!is_in_path(program)) names += names.empty() ? program : ", " + program;
  }
  return names;
}

std::string LiveTest::program(const std::string& interpreter, const std::string& name,
                              const std::string& arguments) {
  return fmt::format("{} '{}/{}' {}", interpreter, TIDEMARK_LIVE_PROGRAMS, name, arguments);
}

void LiveTest::record(const Words& programs, int seconds) const {
  std::string script;
  for (const std::string& program : programs) script += program + " & services=\"$services $!\"; ";
  script += fmt::format("sleep {}; kill $services; wait; exit 0", seconds);
  RealProcess recorder({exec(shell(script), {"--interval", "100ms"})});
  EXPECT_EQ(recorder.wait(std::chrono::seconds(seconds + 60)), 0);
  EXPECT_EQ(recorder.errors(), "");
}

void LiveTest::expect(const std::vector<Expected>& expected) const {
  const json report = analyze({});
  bool as_expected = true;
  for (const Expected& group : expected) {
    int alerted = 0;
    int quiet = 0;
    for (const json& process : report["processes"]) {
      if (!is_meant(group, process)) continue;
      alerted += is_alert(process) ? 1 : 0;
      quiet += !is_alert(process) && process["verdict"] != "insufficient" ? 1 : 0;
    }
    EXPECT_EQ(alerted, group.alerted) << group.name << " " << group.command_end;
    EXPECT_EQ(quiet, group.quiet) << group.name << " " << group.command_end;
    as_expected = as_expected && alerted == group.alerted && quiet == group.quiet;
  }
  for (const json& process : report["processes"]) {
    const bool is_listed = process["verdict"] == "suspect" || is_alert(process);
    const bool is_expected = std::any_of(expected.begin(), expected.end(),
                                         [&](const Expected& group) { return is_meant(group, process); });
    EXPECT_FALSE(is_listed && !is_expected) << process["command"] << ": " << process["reason"];
    as_expected = as_expected && !(is_listed && !is_expected);
  }
  if (as_expected) return;
  const Outcome why = run_to_end({{TIDEMARK_ANALYZER, "analyze", recording_, "--explain", "."}});
  ADD_FAILURE() << why.output << why.errors;
}

}  // namespace tidemark::testing

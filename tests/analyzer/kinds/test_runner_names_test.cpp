#include "analyzer/kinds/test_runner_names.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace tidemark {
namespace {

using Words = std::vector<std::string>;

bool is_runner(const Words& arguments) {
  RecordedProcess process{};
  process.name = arguments.front().substr(0, 15);
  process.command_line = nlohmann::json(arguments).dump();
  return runs_tests(process);
}

TEST(RunsTests, KnowsTheRunnersByTheirCommandLines) {
  for (const Words& arguments : std::vector<Words>{
           {"/usr/bin/python3", "/usr/bin/pytest", "-x"},
           {"python3.11", "-m", "pytest", "tests"},
           {"python3", "-mpytest"},
           {"python3", "-u", "-c", "import sys;exec(eval(sys.stdin.readline()))"},
           {"python", "-m", "unittest", "discover"},
           {"ctest", "-j2"},
           {"/tmp/go-build123/b001/server.test", "-test.paniconexit0", "-test.timeout=10m0s"},
           {"node", "/w/node_modules/.bin/jest"},
           {"node", "-r", "./setup.js", "/w/node_modules/.bin/jest"},
           {"/usr/bin/node", "--expose-gc", "/w/node_modules/jest/bin/jest.js"},
           {"node", "/w/node_modules/jest-worker/build/workers/processChild.js"},
           {"node", "node_modules/.bin/mocha", "test"},
           {"node", "/w/node_modules/vitest/vitest.mjs", "run"},
           {"java", "-cp", "gradle-worker.jar", "worker.org.gradle.process.internal.worker.GradleWorkerMain"},
           {"java", "-jar", "/tmp/s.jar", "org.apache.maven.surefire.booter.ForkedBooter"},
           {"/w/target/debug/deps/server-0123456789abcdef"},
           {"php", "vendor/bin/phpunit"},
           {"ruby", "/usr/bin/rspec"},
           {"./unit_tests", "--gtest_filter=*"},
       }) {
    EXPECT_TRUE(is_runner(arguments)) << arguments.back();
  }
}

TEST(RunsTests, AServerIsNone) {
  for (const Words& arguments : std::vector<Words>{
           {"/usr/bin/python3", "server.py", "--config", "pytest.ini"},
           {"node", "server.js"},
           {"java", "-jar", "app.jar"},
           {"/usr/bin/make", "test"},
           {"/w/target/debug/server"},
           {"/w/target/debug/deps/server-0123"},
           {"python3", "-c", "import pytest"},
           {"contest", "-j2"},
       }) {
    EXPECT_FALSE(is_runner(arguments)) << arguments.back();
  }
}

TEST(RunsTests, AProcessWithoutACommandLineIsKnownByItsName) {
  RecordedProcess process{};
  process.name = "ctest";
  EXPECT_TRUE(runs_tests(process));
  process.name = "server";
  EXPECT_FALSE(runs_tests(process));
}

}  // namespace
}  // namespace tidemark

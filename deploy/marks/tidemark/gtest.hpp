// Marks each test of GoogleTest for a recorder of Tidemark. To be included by any source of the program of tests, with
// whatever main it has; mark.h says what a mark costs, and what where no recorder listens.
//
// A test is marked as Suite.Name, with its parameters as GoogleTest has them; what a suite does before its first and behind
// its last test as "Suite (setup)" and "Suite (teardown)".
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tidemark/mark.h"

namespace tidemark {

class TestMarks : public testing::EmptyTestEventListener {
 public:
  void OnTestSuiteStart(const testing::TestSuite& suite) override {
    tests_left_ = suite.test_to_run_count();
    begin(std::string(suite.name()) + " (setup)");
  }

  void OnTestStart(const testing::TestInfo& test) override {
    begin(std::string(test.test_suite_name()) + "." + test.name());
  }

  void OnTestEnd(const testing::TestInfo& test) override {
    --tests_left_;
    begin(tests_left_ == 0 ? std::string(test.test_suite_name()) + " (teardown)" : "");
  }

  void OnTestSuiteEnd(const testing::TestSuite& /*suite*/) override { begin(""); }

 private:
  // Ends what is marked, and begins the next, if any.
  void begin(const std::string& name) {
    if (!running_.empty()) tidemark_mark_end(running_.c_str());
    running_ = name;
    if (!running_.empty()) tidemark_mark_begin(running_.c_str());
  }

  std::string running_;
  int tests_left_ = 0;
};

// Returns whether tests are marked. However often it is called, and by however many sources, they are marked once.
inline bool mark_tests() {
  static const bool is_done = [] {
    testing::UnitTest::GetInstance()->listeners().Append(new TestMarks);  // which owns it
    return true;
  }();
  return is_done;
}

namespace {
const bool kTestsAreMarked = mark_tests();
}  // namespace

}  // namespace tidemark

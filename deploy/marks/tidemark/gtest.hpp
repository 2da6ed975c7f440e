// Marks each test of GoogleTest for a recorder of Tidemark. To be included by any source of the program of tests, with
// whatever main it has; mark.h says what a mark costs, and what where no recorder listens.
//
// A test is marked as Suite.Name, with its parameters as GoogleTest has them, from its fixture's SetUp to its TearDown.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tidemark/mark.h"

namespace tidemark {

class TestMarks : public testing::EmptyTestEventListener {
 public:
  void OnTestStart(const testing::TestInfo& test) override { tidemark_mark_begin(name_of(test).c_str()); }
  void OnTestEnd(const testing::TestInfo& test) override { tidemark_mark_end(name_of(test).c_str()); }

 private:
  static std::string name_of(const testing::TestInfo& test) {
    return std::string(test.test_suite_name()) + "." + test.name();
  }
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

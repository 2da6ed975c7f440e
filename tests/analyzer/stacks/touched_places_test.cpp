#include "analyzer/stacks/touched_places.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

// Stacks of named functions of one program, whose addresses are their places among the frames.
class FindFirstTouches : public ::testing::Test {
 protected:
  // functions  the innermost first
  void add(const std::vector<std::string>& functions, double samples, double before = 0.0) {
    WeighedStack stack;
    for (const std::string& function : functions) {
      stack.frames.push_back(static_cast<std::uint32_t>(frames_.size()));
      CodeFrame& frame = frames_.emplace_back();
      if (!function.empty()) frame.symbol = function;
      if (function == "?") frame = {};
      if (function == "?") continue;
      frame.module = "/srv/server";
      frame.address = 16 * static_cast<std::int64_t>(frames_.size());
    }
    stack.faults = 256.0 * samples;
    stack.samples = samples;
    stack.faults_before = 256.0 * before;
    window_.stacks.push_back(stack);
    window_.faults += stack.faults;
    window_.samples += samples;
    window_.faults_before += stack.faults_before;
    window_.samples_before += before;
  }
  [[nodiscard]] FirstTouches find() const {
    FrameNames names(frames_, nullptr);
    return find_first_touches(window_, names);
  }
  [[nodiscard]] static std::string functions(const TouchedPlace& place) {
    std::string text;
    for (const TouchFrame& frame : place.frames) text += (text.empty() ? "" : "<") + frame.function;
    return text;
  }

  std::vector<CodeFrame> frames_;
  WindowStacks window_;
};

TEST_F(FindFirstTouches, AllocatorsAndStartsAreLeftOut) {
  add({"_int_malloc", "malloc", "_Znwm", "put", "handle", "main", "__libc_start_main", "_start"}, 9);
  add({"memset", "put", "handle", "main", "__libc_start_main", "_start"}, 1);
  const FirstTouches touches = find();
  ASSERT_EQ(touches.places.size(), 1U);
  EXPECT_EQ(functions(touches.places[0]), "put<handle<main");
  EXPECT_EQ(touches.places[0].share, 1.0);
  EXPECT_EQ(touches.places[0].samples, 10.0);
  EXPECT_TRUE(touches.is_told());
}

TEST_F(FindFirstTouches, StacksThatDifferFartherOutAreOnePlace) {
  add({"put", "b", "c", "d", "e", "main"}, 6);
  add({"put", "b", "c", "d", "f", "main"}, 3);
  add({"put", "b", "other", "main"}, 1);
  const FirstTouches touches = find();
  ASSERT_EQ(touches.places.size(), 2U);
  EXPECT_EQ(functions(touches.places[0]), "put<b<c<d<e<main");
  EXPECT_DOUBLE_EQ(touches.places[0].share, 0.9);
  EXPECT_DOUBLE_EQ(touches.places[0].line_share, 1.0);
  EXPECT_DOUBLE_EQ(touches.places[1].share, 0.1);
}

TEST_F(FindFirstTouches, WhatHasMoreThanDoubledIsNew) {
  add({"put", "main"}, 80, 10);
  add({"log", "main"}, 20, 30);
  const FirstTouches touches = find();
  EXPECT_EQ(touches.places.at(0).is_new(), true);
  EXPECT_EQ(touches.places.at(1).is_new(), false);
  EXPECT_DOUBLE_EQ(*touches.places.at(0).share_before, 0.25);
}

TEST_F(FindFirstTouches, WithoutATimeBeforeNothingIsKnownToBeNew) {
  add({"put", "main"}, 80, 4);
  EXPECT_EQ(find().places.at(0).is_new(), std::nullopt);
}

TEST_F(FindFirstTouches, FewSamplesAreNotTold) {
  add({"put", "main"}, 4);
  EXPECT_FALSE(find().is_told());
  add({"put", "main"}, 1);
  EXPECT_TRUE(find().is_told());
}

TEST_F(FindFirstTouches, NothingIsToldOfNothing) {
  EXPECT_FALSE(find().is_told());
  add({"put"}, 0, 100);
  EXPECT_TRUE(find().places.empty());
}

TEST_F(FindFirstTouches, AStackOfAllocatorsAloneKeepsItsFrames) {
  add({"_int_malloc", "malloc"}, 5);
  EXPECT_EQ(functions(find().places.at(0)), "_int_malloc<malloc");
}

TEST_F(FindFirstTouches, CodeWithoutANameIsToldApartByItsAddress) {
  add({"", "main"}, 5);
  add({"", "main"}, 5);
  EXPECT_EQ(find().places.size(), 2U);
}

TEST_F(FindFirstTouches, CodeInNoFileIsSeen) {
  add({"?", "run", "main"}, 30);
  add({"put", "main"}, 70);
  EXPECT_DOUBLE_EQ(find().unnamed_share, 0.3);
  EXPECT_FALSE(find().has_scripts);
  frames_.front().symbol = "py::run:/srv/a.py";
  EXPECT_TRUE(find().has_scripts);
  EXPECT_EQ(find().places.at(1).frames.at(0).file, "/srv/a.py");
}

TEST_F(FindFirstTouches, WhereScriptsHaveNamesTheirInterpreterIsLeftOut) {
  add({"NewArray", "GrowArray", "py::run:/srv/a.py", "EvalFrame", "py::main:/srv/a.py", "EvalFrame"}, 10);
  add({"copy", "NewArray", "EvalFrame"}, 5);
  for (auto& frame : frames_) {
    const bool is_script = frame.symbol->starts_with("py::");
    frame.module = is_script ? std::nullopt : std::optional("/usr/bin/python3.12");
  }
  const FirstTouches touches = find();
  EXPECT_EQ(functions(touches.places.at(0)), "run<main");
  EXPECT_EQ(functions(touches.places.at(1)), "copy<NewArray<EvalFrame");
  frames_[0].module = "/srv/extension.so";
  EXPECT_EQ(functions(find().places.at(0)), "NewArray<run<main");
}

TEST_F(FindFirstTouches, AFunctionThatCallsItselfIsToldOnce) {
  add({"walk", "walk", "walk", "main"}, 10);
  add({"walk", "main"}, 10);
  ASSERT_EQ(find().places.size(), 1U);
  EXPECT_EQ(functions(find().places[0]), "walk<main");
}

TEST_F(FindFirstTouches, AModuleTellsThePython) {
  add({"put"}, 5);
  EXPECT_EQ(find().python_minor, std::nullopt);
  frames_.front().module = "/usr/lib/libpython3.11.so.1.0";
  EXPECT_EQ(find().python_minor, 11);
  frames_.front().module = "/usr/lib/python3.11/lib-dynload/_json.so";
  EXPECT_EQ(find().python_minor, std::nullopt);
}

TEST_F(FindFirstTouches, OnlyTheHeaviestPlacesAreKept) {
  for (int i = 0; i < 30; ++i) add({"f" + std::to_string(i), "main"}, i + 1);
  const FirstTouches touches = find();
  EXPECT_EQ(touches.places.size(), kMostPlaces);
  EXPECT_EQ(functions(touches.places[0]), "f29<main");
}

}  // namespace
}  // namespace tidemark

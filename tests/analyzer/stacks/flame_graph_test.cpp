#include "analyzer/stacks/flame_graph.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

class DrawFlames : public ::testing::Test {
 protected:
  // functions  the innermost first
  void add(const std::vector<std::string>& functions, double samples, double before = 0.0,
           bool is_whole = true) {
    WeighedStack stack;
    for (const std::string& function : functions) {
      stack.frames.push_back(static_cast<std::uint32_t>(frames_.size()));
      frames_.push_back({"/srv/server", {}, 16, function});
    }
    stack.is_whole = is_whole;
    stack.faults = samples;
    stack.faults_before = before;
    window_.stacks.push_back(stack);
    window_.faults += samples;
    window_.samples += samples;
    window_.faults_before += before;
    window_.samples_before += before;
  }
  [[nodiscard]] std::vector<FlameBox> draw(const FlameSize& size = {}) const {
    FrameNames names(frames_, nullptr);
    return draw_flames(window_, names, size);
  }

  std::vector<CodeFrame> frames_;
  WindowStacks window_;
};

TEST_F(DrawFlames, AFunctionStandsOnItsCaller) {
  add({"put", "handle", "main", "_start"}, 60, 10);
  add({"log", "main", "_start"}, 40, 10);
  EXPECT_EQ(draw(), (std::vector<FlameBox>{{"all", 0, 0.0, 1.0, 1.0},
                                           {"main", 1, 0.0, 1.0, 1.0},
                                           {"handle", 2, 0.0, 0.6, 0.5},
                                           {"put", 3, 0.0, 0.6, 0.5},
                                           {"log", 2, 0.6, 0.4, 0.5}}));
}

TEST_F(DrawFlames, AStackThatIsCutOffSaysSo) {
  add({"put"}, 10, 0, false);
  EXPECT_EQ(draw().at(1).name, "(cut off)");
  EXPECT_EQ(draw().at(2).name, "put");
  EXPECT_EQ(draw().at(2).share_before, std::nullopt);
}

TEST_F(DrawFlames, NarrowBoxesAreLeftOutAndTheirRoomStays) {
  add({"a", "main"}, 1);
  add({"b", "main"}, 999);
  const auto boxes = draw();
  ASSERT_EQ(boxes.size(), 3U);
  EXPECT_EQ(boxes[2].name, "b");
  EXPECT_DOUBLE_EQ(boxes[2].begin, 0.001);
}

TEST_F(DrawFlames, ThereAreNoMoreBoxesThanAsked) {
  for (int i = 0; i < 150; ++i) add({"x", "f" + std::to_string(i), "main"}, 100 + i);
  EXPECT_LE(draw({.most_boxes = 50}).size(), 50U);
  EXPECT_GE(draw({.most_boxes = 50}).size(), 48U);
  EXPECT_LE(draw().size(), 400U);
}

TEST_F(DrawFlames, DeepStacksAreCut) {
  add(std::vector<std::string>(128, "again"), 10);
  EXPECT_LE(draw().size(), 62U);
}

TEST_F(DrawFlames, OfNothingThereIsNoPicture) { EXPECT_TRUE(draw().empty()); }

}  // namespace
}  // namespace tidemark

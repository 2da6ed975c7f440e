#include "analyzer/stacks/flame_graph.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include "analyzer/stacks/code_names.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kNameWidth = 120;

// A function by the way that leads to it.
struct Node {
  double faults = 0.0;
  double faults_before = 0.0;
  std::map<std::string, std::unique_ptr<Node>> callees{};

  Node& callee(const std::string& name) {
    std::unique_ptr<Node>& node = callees[name];
    if (!node) node = std::make_unique<Node>();
    return *node;
  }
  void add(const WeighedStack& stack) {
    faults += stack.faults;
    faults_before += stack.faults_before;
  }
};

std::string name_of(const TouchFrame& frame) {
  if (!frame.function.empty()) return shorten_middle(short_name(frame.function), kNameWidth);
  if (frame.module.empty()) return "code made at run time";
  return fmt::format("{}+{:#x}", frame.module.substr(frame.module.rfind('/') + 1), frame.address.value_or(0));
}

class Picture {
 public:
  Picture(const WindowStacks& window, const FlameSize& size) : window_(window), size_(size) {}

  std::vector<FlameBox> draw(const Node& root) {
    gather(root, 0);
    if (shares_.size() > size_.most_boxes) {
      std::nth_element(shares_.begin(), shares_.begin() + static_cast<std::ptrdiff_t>(size_.most_boxes),
                       shares_.end(), std::greater<>());
      above_ = shares_[size_.most_boxes];
    }
    add("all", root, 0, 0.0);
    return std::move(boxes_);
  }

 private:
  [[nodiscard]] double share_of(const Node& node) const { return node.faults / window_.faults; }

  void gather(const Node& node, int depth) {
    if (share_of(node) < size_.least_share || depth > size_.most_depth) return;
    shares_.push_back(share_of(node));
    for (const auto& [name, callee] : node.callees) gather(*callee, depth + 1);
  }

  // No callee is wider than its caller, so that what is left out leaves no box without its base.
  void add(const std::string& name, const Node& node, int depth, double begin) {
    const double share = share_of(node);
    const bool is_left_out = depth > 0 && above_ && share <= *above_;
    if (share < size_.least_share || depth > size_.most_depth || is_left_out) return;
    FlameBox& box = boxes_.emplace_back(FlameBox{name, depth, begin, share, {}});
    if (window_.samples_before >= FirstTouches::kFewestSamples)
      box.share_before = node.faults_before / window_.faults_before;
    for (const auto& [callee_name, callee] : node.callees) {
      add(callee_name, *callee, depth + 1, begin);
      begin += share_of(*callee);
    }
  }

  const WindowStacks& window_;
  FlameSize size_;
  std::vector<double> shares_;
  std::optional<double> above_;  // narrower boxes, and as narrow ones, are left out
  std::vector<FlameBox> boxes_;
};

}  // namespace

std::vector<FlameBox> draw_flames(const WindowStacks& window, FrameNames& names, const FlameSize& size) {
  if (window.faults <= 0.0) return {};
  Node root;
  for (const WeighedStack& stack : window.stacks) {
    const std::vector<TouchFrame> named = names.name(stack);
    root.add(stack);
    Node* node = &root;
    if (!stack.is_whole) (node = &node->callee("(cut off)"))->add(stack);
    int depth = 0;
    for (auto frame = named.rbegin(); frame != named.rend() && depth <= size.most_depth; ++frame) {
      if (kind_of_code(*frame) == CodeKind::kStart) continue;
      (node = &node->callee(name_of(*frame)))->add(stack);
      ++depth;
    }
  }
  return Picture(window, size).draw(root);
}

}  // namespace tidemark

#pragma once

#include <cstddef>
#include <string>

namespace tidemark {

enum class OnBadLine { kThrow, kSkip };

// Why a line cannot be used, and what would be right: a clause.
struct BadLine {
  std::string why;
};

// What is wrong with the lines of one input.
class BadLines {
 public:
  // path  names the input in errors
  BadLines(std::string path, OnBadLine on_bad) : path_(std::move(path)), on_bad_(on_bad) {}

  // Throws UserError "PATH:LINE: WHY", or counts the line where such are to be skipped.
  void take(std::size_t line, const BadLine& bad);
  // Does `work`, which may throw BadLine.
  template <typename Work>
  void attempt(std::size_t line, const Work& work) {
    try {
      work();
    } catch (const BadLine& bad) {
      take(line, bad);
    }
  }

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::size_t skipped() const { return skipped_; }
  [[nodiscard]] const std::string& first() const { return first_; }

 private:
  std::string path_;
  OnBadLine on_bad_;
  std::size_t skipped_ = 0;
  std::string first_;
};

}  // namespace tidemark

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tidemark {

// A line of source; of code that was inlined each function has one.
struct SourceLine {
  std::string function;  // as a symbol; empty where only the line is known
  std::string file;
  int line = 0;

  bool operator==(const SourceLine&) const = default;
};

// Finds lines of source in files with debug information on this machine. Nothing is downloaded, and a file counts only
// where its build id is the one asked for.
class SourceLines {
 public:
  // root  where module paths begin, and /usr/lib/debug: other than / for tests
  explicit SourceLines(std::string root = "");
  ~SourceLines();
  SourceLines(const SourceLines&) = delete;
  SourceLines& operator=(const SourceLines&) = delete;

  // Returns the line at an address of a module, the innermost inlined function first, and last the function that the
  // address lies in. None where the module's file is not here, is another one, is no regular file or larger than
  // kMostFileBytes, or tells nothing of that address. Never throws for what stands in a file.
  //
  // address  as addr2line takes it
  // Cost     the first of a module reads its debug information, later ones a compilation unit each
  [[nodiscard]] const std::vector<SourceLine>& find(const std::string& module, const std::string& build_id,
                                                    std::int64_t address);

  static constexpr std::int64_t kMostFileBytes = std::int64_t{1} << 29;

 private:
  class DebugFile;
  using Key = std::pair<std::string, std::string>;
  [[nodiscard]] DebugFile* open(const Key& key);

  std::string root_;
  std::map<Key, std::unique_ptr<DebugFile>> files_;
  std::map<std::pair<Key, std::int64_t>, std::vector<SourceLine>> found_;
};

}  // namespace tidemark

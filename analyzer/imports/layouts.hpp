#pragma once

#include <istream>
#include <streambuf>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/imports/import_input.hpp"

namespace tidemark {

// What another tool writes, and the reader of it.
struct Layout {
  std::string_view name;
  void (*read)(ImportInput& input);
};

// Returns the layout of that name. Throws UserError naming all of them.
[[nodiscard]] const Layout& layout_named(const std::string& name);
// Returns their names, with commas between them.
[[nodiscard]] std::string layout_names();

// Returns the layout that a text is in, by how it begins; a table where it is none of the others'.
//
// beginning  its first lines, some 64 KiB or all of it
// Throws     FileError where it is nothing that can be imported: a pickle, a recording, binary
[[nodiscard]] const Layout& find_layout(const std::string& path, std::string_view beginning);

// Reads the next input of a store; it may be compressed (gzip, xz, zstd).
//
// layout   the name of one, or "auto" for the one that it is in
// Returns  the layout
// Throws   UserError "PATH:LINE: ...", unless such lines are skipped; FileError for the whole, also where it holds no sample
const Layout& read_input(std::istream& source, const std::string& layout, BadLines& bad_lines,
                         ImportStore& store, const ImportSettings& settings, Progress* progress = nullptr);

// A stream whose beginning has been looked at.
class PeekedText : public std::istream {
 public:
  // Takes so many lines from `source`, which has to outlive this.
  explicit PeekedText(std::istream& source);
  [[nodiscard]] std::string_view beginning() const { return buffer_.beginning(); }

 private:
  class Buffer : public std::streambuf {
   public:
    explicit Buffer(std::streambuf& source);
    [[nodiscard]] std::string_view beginning() const { return beginning_; }

   private:
    int_type underflow() override;

    std::streambuf& source_;
    std::string beginning_;
    std::string later_;
  };

  Buffer buffer_;
};

}  // namespace tidemark

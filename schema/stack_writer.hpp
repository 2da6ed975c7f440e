#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/sqlite.hpp"
#include "schema/rows.hpp"

namespace tidemark {

// A place in a program, as FORMAT.md explains it of `module` and `frame`.
struct FrameRow {
  std::optional<std::string> module;  // path; absent for code that is in no file
  std::optional<std::string> build_id;
  std::optional<std::int64_t> address;
  std::optional<std::string> symbol;

  bool operator==(const FrameRow&) const = default;
};

// Page faults that a process has taken in one place; or, where it is kept, that have led to memory that was written last in that
// place.
struct FaultStack {
  std::vector<FrameRow> frames;  // the innermost first; not empty
  bool is_whole = false;         // the last one is where the thread began
  std::string memory;            // anonymous, file or unknown; of what is kept not written
  std::int64_t samples = 1;
  std::int64_t faults = 1;  // that these samples stand for
  bool is_kept = false;

  bool operator==(const FaultStack&) const = default;
};

// Inserts stacks of page faults into a recording, each module, frame and stack once. Every call may throw
// SqliteError. `database` must outlive the writer.
class StackWriter {
 public:
  explicit StackWriter(const Database& database);

  // What the tick has of the same stack, memory and kind already is added to.
  void insert(RowId tick, RowId process, const FaultStack& stack);
  // To be called where a transaction was rolled back that rows were inserted in.
  void forget();

 private:
  using Known = std::unordered_map<std::string, RowId>;

  [[nodiscard]] RowId find_module(const FrameRow& frame);
  [[nodiscard]] RowId find_frame(const FrameRow& frame);
  [[nodiscard]] RowId find_stack(const FaultStack& stack);
  static void keep(Known& known, std::size_t most, std::string key, RowId id);

  const Database& database_;
  Statement find_module_;
  Statement insert_module_;
  Statement find_frame_;
  Statement insert_frame_;
  Statement find_stack_;
  Statement insert_stack_;
  Statement insert_fault_stack_;
  Statement insert_kept_stack_;
  // The file has all; these are those used of late.
  Known frames_;
  Known stacks_;
};

}  // namespace tidemark

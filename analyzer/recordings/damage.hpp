#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "analyzer/recordings/memory_kib.hpp"
#include "common/sqlite.hpp"

namespace tidemark {

// The action that errors name.
inline constexpr std::string_view kReadAction = "read the recording";

// Throws the FileError of a recording that contradicts itself.
//
// what  a clause
[[noreturn]] void reject_as_damaged(const std::string& path, const std::string& what);

// Whether rows may have the same key, as where a text is a further part of it.
enum class RowKeys { kDiffer, kMayRepeat };

// The rows of a query of one table, in the order of their keys. What no recording can hold is damage: the error
// names the table, the row and the column.
class RecordedRows {
 public:
  // key_columns  so many columns at the beginning, 3 at most, are whole numbers that identify a row, and rise from row to row
  RecordedRows(const std::string& path, std::string_view table, Statement statement, int key_columns = 1,
               RowKeys keys = RowKeys::kDiffer)
      : path_(path),
        table_(table),
        statement_(std::move(statement)),
        key_columns_(key_columns),
        keys_(keys) {}

  // Returns whether there is a further row. Throws FileError where its key is not above the last one's, SqliteError.
  [[nodiscard]] bool step();

  // Return a column's value. They throw FileError for one that is out of its bounds; see schema/bounds.hpp.
  [[nodiscard]] std::int64_t key(int column = 0) const { return statement_.int64(column); }
  [[nodiscard]] std::int64_t reference(int column) const { return statement_.int64(column); }
  [[nodiscard]] std::optional<std::int64_t> count(int column) const;
  [[nodiscard]] std::optional<std::int64_t> time_ns(int column) const;
  [[nodiscard]] std::optional<std::int64_t> interval_ns(int column) const;
  [[nodiscard]] std::optional<bool> flag(int column) const;
  [[nodiscard]] Kib kib(int column) const;
  // Up to kUnlimited.
  [[nodiscard]] std::optional<std::int64_t> bytes(int column) const;
  [[nodiscard]] bool is_null(int column) const { return statement_.is_null(column); }
  // Text is as it was recorded.
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::optional<std::string> optional_text(int column) const;

  // The same of columns that are never NULL.
  [[nodiscard]] std::int64_t required_count(int column) const { return required(count(column), column); }
  [[nodiscard]] std::int64_t required_time_ns(int column) const { return required(time_ns(column), column); }

  // Throws the FileError that names the row.
  [[noreturn]] void reject(std::string_view what) const;

 private:
  [[nodiscard]] std::optional<std::int64_t> within(int column, std::int64_t least, std::int64_t most) const;
  [[nodiscard]] std::int64_t required(std::optional<std::int64_t> value, int column) const;

  const std::string& path_;
  std::string_view table_;
  Statement statement_;
  int key_columns_;
  RowKeys keys_;
  std::optional<std::array<std::int64_t, 3>> last_key_;
};

}  // namespace tidemark

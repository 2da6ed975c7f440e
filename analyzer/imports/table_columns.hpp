#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/imports/import_input.hpp"

namespace tidemark {

struct TableHeading {
  std::string name;  // in lower case, without the unit
  std::string unit;  // as it stands; empty: none
};

// A column of one metric.
struct ValueColumn {
  std::size_t place;
  MemoryField value;
  std::string unit;
  std::string name;  // of the process, where no column has names
};

// Which column of a table is what, by settings.columns or by the headings.
class TableColumns {
 public:
  // Throws FileError where no time or no memory is among the columns, or one that the settings name is not.
  TableColumns(const ImportInput& input, const std::vector<std::string>& headings);

  [[nodiscard]] std::size_t time() const { return *time_; }
  [[nodiscard]] const TableHeading& time_heading() const { return headings_[*time_]; }
  [[nodiscard]] const std::optional<std::size_t>& pid() const { return pid_; }
  [[nodiscard]] const std::optional<std::size_t>& name() const { return name_; }
  // Whether names are as export writes them.
  [[nodiscard]] bool has_escapes() const { return has_escapes_; }
  [[nodiscard]] const std::optional<std::size_t>& host() const { return host_; }
  [[nodiscard]] const std::vector<ValueColumn>& values() const { return values_; }

 private:
  [[noreturn]] void fail(const std::string& what) const;
  void set(const std::string& field, std::size_t place, const std::string& unit);
  void name_values(const std::vector<std::string>& headings);

  std::string path_;
  std::vector<TableHeading> headings_;
  std::optional<std::size_t> time_;
  std::optional<std::size_t> pid_;
  std::optional<std::size_t> name_;
  std::optional<std::size_t> host_;
  bool has_escapes_ = false;
  std::vector<ValueColumn> values_;
};

// Returns the unit of elapsed times and epochs that is called so: ns, us, ms, s, min, h; nullopt where none is.
[[nodiscard]] std::optional<std::chrono::nanoseconds> unit_of_time(std::string_view name);

// Returns text without the blanks around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);

// Returns what --column states: "rss=RES:KiB", "time=when". Throws UserError.
[[nodiscard]] ImportColumn parse_import_column(const std::string& text);

}  // namespace tidemark

#include "analyzer/recordings/damage.hpp"

#include <fmt/core.h>

#include "schema/bounds.hpp"
#include "schema/recording_file.hpp"
#include "schema/rows.hpp"

namespace tidemark {

void reject_as_damaged(const std::string& path, const std::string& what) {
  throw DamagedRecording(path, kReadAction, what);
}

bool RecordedRows::step() {
  if (!statement_.step()) return false;
  std::array<std::int64_t, 3> key{};
  for (int i = 0; i < key_columns_; ++i) key.at(static_cast<std::size_t>(i)) = statement_.int64(i);
  const bool may_be_same = keys_ == RowKeys::kMayRepeat;
  if (last_key_ && (may_be_same ? key < *last_key_ : key <= *last_key_))
    reject("it is not above the one before it");
  last_key_ = key;
  return true;
}

void RecordedRows::reject(std::string_view what) const {
  std::string row = fmt::format("{} {}", table_, statement_.int64(0));
  if (key_columns_ > 1) row += fmt::format(", {} {}", statement_.column_name(1), statement_.int64(1));
  reject_as_damaged(path_, fmt::format("{}: {}", row, what));
}

std::optional<std::int64_t> RecordedRows::within(int column, std::int64_t least, std::int64_t most) const {
  const auto value = statement_.optional_int64(column);
  if (value && (*value < least || *value > most))
    reject(fmt::format("{} is {}", statement_.column_name(column), *value));
  return value;
}

std::int64_t RecordedRows::required(std::optional<std::int64_t> value, int column) const {
  if (!value) reject(fmt::format("{} is not known", statement_.column_name(column)));
  return *value;
}

std::optional<std::int64_t> RecordedRows::count(int column) const { return within(column, 0, kMostCount); }

std::optional<std::int64_t> RecordedRows::time_ns(int column) const { return within(column, 0, kLatestNs); }

std::optional<std::int64_t> RecordedRows::interval_ns(int column) const {
  return within(column, 1, kLongestIntervalNs);
}

std::optional<bool> RecordedRows::flag(int column) const {
  const auto value = within(column, 0, 1);
  return value ? std::optional(*value != 0) : std::nullopt;
}

Kib RecordedRows::kib(int column) const {
  const auto value = within(column, 0, kMostKib);
  return value ? Kib(*value) : Kib();
}

std::optional<std::int64_t> RecordedRows::bytes(int column) const { return within(column, 0, kUnlimited); }

std::string RecordedRows::text(int column) const {
  std::string text = statement_.text(column);
  if (text.size() > static_cast<std::size_t>(kLongestTextBytes))
    reject(fmt::format("{} has {} bytes", statement_.column_name(column), text.size()));
  return text;
}

std::optional<std::string> RecordedRows::optional_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

}  // namespace tidemark

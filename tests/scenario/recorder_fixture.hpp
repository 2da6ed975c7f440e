#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <vector>

#include "common/sqlite.hpp"
#include "tests/support/files.hpp"
#include "tests/support/real_process.hpp"
#include "tests/support/sql.hpp"

namespace tidemark::testing {

using Words = std::vector<std::string>;

inline Words joined(std::initializer_list<Words> parts) {
  Words words;
  for (const Words& part : parts) words.insert(words.end(), part.begin(), part.end());
  return words;
}

// How often the kill tests kill: TIDEMARK_KILLS, or 25.
inline int kills_asked_for() {
  const char* asked = std::getenv("TIDEMARK_KILLS");
  return asked == nullptr ? 25 : static_cast<int>(std::strtol(asked, nullptr, 10));
}

// The built recorder, and a place for what it records.
class RecorderTest : public ::testing::Test {
 protected:
  [[nodiscard]] static Words subject(const char* behaviour, const char* seconds) {
    return {TIDEMARK_SUBJECT, behaviour, seconds};
  }
  [[nodiscard]] static Words shell(const std::string& script) { return {"sh", "-c", script}; }

  [[nodiscard]] Words exec(const Words& command,
                           const Words& options = {"--append", "--interval", "50ms"}) const {
    return joined({{TIDEMARK_RECORDER, "exec", "--output", recording_}, options, {"--"}, command});
  }
  [[nodiscard]] Words run(const Words& options = {"--interval", "50ms"}) const {
    return joined({{TIDEMARK_RECORDER, "run", "--output", recording_}, options});
  }

  [[nodiscard]] Rows rows(const std::string& sql) const { return query_rows(recording_, sql); }
  [[nodiscard]] std::int64_t number(const std::string& sql) const { return query_number(recording_, sql); }

  // How many ticks are committed, also while they are written; 0 where there is no recording yet.
  [[nodiscard]] std::int64_t ticks() const {
    try {
      return number("SELECT count(*) FROM tick");
    } catch (const SqliteError&) {
      return 0;
    }
  }
  [[nodiscard]] bool reaches_ticks(std::int64_t count) const {
    return comes_true([&] { return ticks() >= count; });
  }

  void expect_closed_cleanly() const {
    EXPECT_EQ(rows("SELECT DISTINCT ended_cleanly FROM session"), Rows{"1"});
    EXPECT_EQ(rows("PRAGMA journal_mode"), Rows{"delete"});
    EXPECT_FALSE(has_file("-wal"));
  }
  [[nodiscard]] bool has_file(const std::string& end) const {
    const auto names = list_names(directory_.path());
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return directory_.file(name) == recording_ + end; });
  }

  TemporaryDirectory directory_;
  std::string recording_ = directory_.file("r.tidemark");
};

}  // namespace tidemark::testing

#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/history/history_run.hpp"
#include "analyzer/history/sql_connection.hpp"

namespace tidemark {

// So many of a branch's newest runs are looked at where nobody says otherwise: a working year of nightly runs.
inline constexpr std::size_t kUsualRuns = 200;

enum class Added { kNew, kKnown, kReplaced };

// What is known of a session that is in a history.
struct KnownRun {
  std::string revision;
  std::string branch;
};

// The runs in a database. Each call throws UserError as SqlConnection does.
class HistoryStore {
 public:
  HistoryStore(const std::string& database, Access access) : connection_(open_history(database, access)) {}

  // Returns what a session was added as; nothing where it was not.
  [[nodiscard]] std::optional<KnownRun> find(const std::string& session);
  // Adds a run, in one transaction. One that is there by its session stays as it is, or is replaced where that is asked for.
  Added add(const HistoryRun& run, bool replace);
  // Returns the newest runs of a branch, at most so many, in any order.
  [[nodiscard]] std::vector<HistoryRun> read(const std::string& branch, std::size_t most);
  // Returns the names of all branches, sorted.
  [[nodiscard]] std::vector<std::string> branches();

 private:
  std::int64_t subject(const std::string& kind, const ProgramKey& program);
  void add_program(std::int64_t run, std::int64_t subject, const ProgramRun& shown);
  void add_rows(std::int64_t run, const HistoryRun& added);
  std::vector<SqlRow> query(const std::string& sql, const std::vector<SqlValue>& values = {});

  std::unique_ptr<SqlConnection> connection_;
  std::map<std::pair<std::string, ProgramKey>, std::int64_t> subjects_;
};

// Reads the newest runs of a branch, at most so many; there is one at least. Throws UserError where there is none, naming the
// branches that there are.
[[nodiscard]] std::vector<HistoryRun> read_branch(const std::string& database, const std::string& branch,
                                                  std::size_t most);

}  // namespace tidemark

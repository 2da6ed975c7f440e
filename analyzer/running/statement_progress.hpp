#pragma once

#include "analyzer/running/progress.hpp"
#include "common/sqlite.hpp"

namespace tidemark {

// Makes the statements of a connection tell a Progress that they go on, also within a step, while it lives.
class StatementProgress {
 public:
  // progress  null for nobody; both must outlive it
  StatementProgress(const Database& database, Progress* progress);
  ~StatementProgress();
  StatementProgress(const StatementProgress&) = delete;
  StatementProgress& operator=(const StatementProgress&) = delete;

 private:
  const Database& database_;
};

}  // namespace tidemark

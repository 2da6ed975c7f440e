#include "analyzer/running/statement_progress.hpp"

namespace tidemark {
namespace {

// Of SQLite's virtual machine, between two calls: less than a millisecond.
constexpr int kInstructions = 10'000;

int go_on(void* progress) {
  static_cast<Progress*>(progress)->go_on();
  return 0;
}

}  // namespace

StatementProgress::StatementProgress(const Database& database, Progress* progress) : database_(database) {
  if (progress != nullptr) sqlite3_progress_handler(database_.handle(), kInstructions, go_on, progress);
}

StatementProgress::~StatementProgress() { sqlite3_progress_handler(database_.handle(), 0, nullptr, nullptr); }

}  // namespace tidemark

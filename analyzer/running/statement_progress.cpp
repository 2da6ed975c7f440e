#include "analyzer/running/statement_progress.hpp"

namespace tidemark {

StatementProgress::StatementProgress(const Database& database, Progress* progress) : database_(database) {
  if (progress != nullptr) database_.on_progress([progress] { progress->go_on(); });
}

StatementProgress::~StatementProgress() { database_.on_progress({}); }

}  // namespace tidemark

#include "common/journal.hpp"

#include <fmt/core.h>
#include <sys/stat.h>

namespace tidemark {

bool is_journal(int descriptor, const char* stream) {
  struct stat status = {};
  if (stream == nullptr || fstat(descriptor, &status) != 0) return false;
  return fmt::format("{}:{}", status.st_dev, status.st_ino) == stream;
}

std::string_view journal_priority(std::string_view level) {
  if (level == "internal error") return "<2>";
  if (level == "error") return "<3>";
  if (level == "warning") return "<4>";
  return "<5>";
}

}  // namespace tidemark

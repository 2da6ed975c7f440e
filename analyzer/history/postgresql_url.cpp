#include <string_view>

#include "analyzer/history/postgresql_history.hpp"
#include "common/error.hpp"

namespace tidemark {

bool is_postgresql(const std::string& database) {
  return database.starts_with("postgresql://") || database.starts_with("postgres://");
}

std::string without_password(const std::string& url) {
  constexpr std::string_view kScheme = "://", kParameter = "password=";
  std::string text = url;
  const std::size_t host = text.find(kScheme) + kScheme.size();
  const std::size_t authority_end = std::min(text.find_first_of("/?", host), text.size());
  const std::size_t at = text.rfind('@', authority_end);
  const std::size_t colon = text.find(':', host);
  if (at != std::string::npos && at > host && colon < at) text.replace(colon + 1, at - colon - 1, "***");
  const std::size_t parameter = text.find(kParameter);
  if (parameter == std::string::npos) return text;
  const std::size_t value = parameter + kParameter.size();
  return text.replace(value, std::min(text.find('&', value), text.size()) - value, "***");
}

#ifndef TIDEMARK_POSTGRESQL
std::unique_ptr<SqlConnection> open_postgresql_history(const std::string& url, Access /*access*/) {
  throw FileError(
      without_password(url), "use it as a history",
      "this build has no PostgreSQL (libpqxx was not there when it was made); use an SQLite file");
}
#endif

}  // namespace tidemark

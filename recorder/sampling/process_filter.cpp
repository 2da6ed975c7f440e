#include "recorder/sampling/process_filter.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace tidemark {
namespace {

std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool finds_any(const std::vector<Pattern>& expressions, const ProcessRow& process) {
  const std::string program = process.exe ? last_part(*process.exe) : std::string();
  return std::any_of(expressions.begin(), expressions.end(), [&](const Pattern& expression) {
    return expression.is_found_in(process.comm) || (process.exe && expression.is_found_in(program));
  });
}

}  // namespace

ProcessFilter::ProcessFilter(FilterSettings settings)
    : settings_(std::move(settings)),
      include_(compile_patterns("include", settings_.include)),
      exclude_(compile_patterns("exclude", settings_.exclude)) {}

bool ProcessFilter::admits(const ProcessRow& process) const {
  if (settings_.user && process.uid != static_cast<std::int64_t>(*settings_.user)) return false;
  if (!include_.empty() && !finds_any(include_, process)) return false;
  return !finds_any(exclude_, process);
}

std::string ProcessFilter::to_json() const {
  nlohmann::ordered_json filters = nlohmann::ordered_json::object();
  if (!settings_.include.empty()) filters["include"] = settings_.include;
  if (!settings_.exclude.empty()) filters["exclude"] = settings_.exclude;
  if (settings_.user) filters["user"] = *settings_.user;
  if (settings_.tree_root) filters["pid_tree"] = *settings_.tree_root;
  return filters.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace tidemark

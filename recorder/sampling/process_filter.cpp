#include "recorder/sampling/process_filter.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "common/error.hpp"

namespace tidemark {
namespace {

std::vector<std::regex> compile(const std::vector<std::string>& expressions, std::string_view setting) {
  std::vector<std::regex> compiled;
  for (const std::string& expression : expressions) {
    try {
      compiled.emplace_back(expression, std::regex::ECMAScript | std::regex::optimize);
    } catch (const std::regex_error& error) {
      throw UserError(
          fmt::format("{}: '{}' is not a regular expression: {}", setting, expression, error.what()));
    }
  }
  return compiled;
}

std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool finds_any(const std::vector<std::regex>& expressions, const ProcessRow& process) {
  const std::string program = process.exe ? last_part(*process.exe) : std::string();
  return std::any_of(expressions.begin(), expressions.end(), [&](const std::regex& expression) {
    return std::regex_search(process.comm, expression) ||
           (process.exe && std::regex_search(program, expression));
  });
}

}  // namespace

ProcessFilter::ProcessFilter(FilterSettings settings)
    : settings_(std::move(settings)),
      include_(compile(settings_.include, "include")),
      exclude_(compile(settings_.exclude, "exclude")) {}

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

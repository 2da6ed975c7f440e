#include "analyzer/shards/shard_plan.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <charconv>
#include <map>
#include <numeric>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>

#include "analyzer/judge/report.hpp"
#include "common/error.hpp"

namespace tidemark {
namespace {

std::optional<std::size_t> parse_number(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == 0 || number > kMostShards)
    return std::nullopt;
  return number;
}

// Sets that share no member, each called by one of its members.
class DisjointSets {
 public:
  explicit DisjointSets(std::size_t size) : parents_(size) {
    std::iota(parents_.begin(), parents_.end(), std::size_t{0});
  }
  std::size_t find(std::size_t member) {
    while (parents_[member] != member) member = parents_[member] = parents_[parents_[member]];
    return member;
  }
  void join(std::size_t one, std::size_t other) { parents_[find(one)] = find(other); }

 private:
  std::vector<std::size_t> parents_;
};

// Files that are judged together.
struct Unit {
  std::uint64_t bytes = 0;
  std::string first_path;
  std::vector<std::size_t> files;
};

std::vector<Unit> units_of(std::span<const FileToDeal> files) {
  DisjointSets sets(files.size());
  std::map<std::string_view, std::size_t> owned;
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (const std::string& owner : files[i].owners) sets.join(i, owned.try_emplace(owner, i).first->second);
  }
  std::map<std::size_t, Unit> units;
  for (std::size_t i = 0; i < files.size(); ++i) {
    Unit& unit = units[sets.find(i)];
    unit.bytes += files[i].bytes;
    if (unit.files.empty() || files[i].path < unit.first_path) unit.first_path = files[i].path;
    unit.files.push_back(i);
  }
  std::vector<Unit> sorted;
  for (auto& [set, unit] : units) sorted.push_back(std::move(unit));
  std::sort(sorted.begin(), sorted.end(), [](const Unit& one, const Unit& other) {
    return std::tie(other.bytes, one.first_path) < std::tie(one.bytes, other.first_path);
  });
  return sorted;
}

std::string digest_of(std::span<const FileToDeal> files, const std::vector<std::size_t>& shards,
                      std::size_t count) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < files.size(); ++i)
    lines.push_back(fmt::format("{} {}\n", shards[i], files[i].path));
  std::sort(lines.begin(), lines.end());
  std::string text = fmt::format("{} shards\n", count);
  for (const std::string& line : lines) text += line;
  return boost::uuids::to_string(boost::uuids::name_generator_sha1(boost::uuids::ns::url())(text));
}

}  // namespace

ShardChoice parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto number = parse_number(text.substr(0, slash));
  const auto count = slash == std::string_view::npos ? std::nullopt : parse_number(text.substr(slash + 1));
  if (!number || !count || *number > *count) {
    throw UserError(fmt::format("shard: '{}' is no part; write the third of eight as 3/8, of up to {}", text,
                                kMostShards));
  }
  return {*number, *count};
}

ShardPlan deal_out(std::span<const FileToDeal> files, std::size_t count) {
  using Load = std::pair<std::uint64_t, std::size_t>;  // bytes, shard
  std::priority_queue<Load, std::vector<Load>, std::greater<>> loads;
  for (std::size_t shard = 1; shard <= count; ++shard) loads.emplace(0, shard);
  ShardPlan plan{{}, std::vector<std::size_t>(files.size(), 0)};
  for (const Unit& unit : units_of(files)) {
    auto [bytes, shard] = loads.top();
    loads.pop();
    for (const std::size_t file : unit.files) plan.shards[file] = shard;
    // Also what is empty has to be opened.
    loads.emplace(bytes + unit.bytes + 1, shard);
  }
  plan.digest = digest_of(files, plan.shards, count);
  return plan;
}

}  // namespace tidemark

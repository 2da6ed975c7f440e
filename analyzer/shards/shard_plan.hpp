#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark {

// Which part of how many: --shard 3/8.
struct ShardChoice {
  std::size_t number = 1;  // from 1 on
  std::size_t count = 1;

  bool operator==(const ShardChoice&) const = default;
};

// Returns the choice that "I/N" is, 1 <= I <= N <= 100,000. Throws UserError for other text.
[[nodiscard]] ShardChoice parse_shard(std::string_view text);

// A file to be judged.
struct FileToDeal {
  std::string path;
  std::uint64_t bytes = 0;
  // What it cannot be judged without: names of hosts and sessions. Files that share one are judged together.
  std::vector<std::string> owners = {};
};

struct ShardPlan {
  std::string digest;               // equal for equal plans: a UUID of the files' paths and shards
  std::vector<std::size_t> shards;  // of each file, from 1 on
};

// Deals files out to shards: those that share an owner to one, and all as evenly as their sizes allow.
//
// count    of shards, > 0
// Returns  the same for the same files, whatever their order
// Formula  longest processing time first: the largest to the shard that has least so far (Graham 1969), which has at most 4/3
//          of what is least possible
// Cost     O(n log n)
[[nodiscard]] ShardPlan deal_out(std::span<const FileToDeal> files, std::size_t count);

}  // namespace tidemark

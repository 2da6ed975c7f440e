#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analyzer/shards/shard_plan.hpp"

namespace tidemark {

// Deals recordings out to shards, by their sizes, the hosts and the sessions in them. All that is of one host goes together, as
// does all that is of hosts of unknown name. A file that cannot be read is dealt out by its size alone: whoever judges it says
// so.
//
// Cost  opens each file, and reads its sessions, as read_session_origins
[[nodiscard]] ShardPlan deal_out_files(std::span<const std::string> paths, std::size_t count);

// Returns the paths of one part. Cost as above.
[[nodiscard]] std::vector<std::string> files_of_shard(std::span<const std::string> paths,
                                                      const ShardChoice& shard);

}  // namespace tidemark

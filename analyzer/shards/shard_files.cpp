#include "analyzer/shards/shard_files.hpp"

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "analyzer/recordings/session_origins.hpp"
#include "common/error.hpp"

namespace tidemark {

ShardPlan deal_out_files(std::span<const std::string> paths, std::size_t count) {
  std::vector<FileToDeal> files;
  for (const std::string& path : paths) {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path, error);
    FileToDeal file{path, error ? 0 : bytes};
    try {
      for (const SessionOrigin& session : read_session_origins(path)) {
        file.owners.push_back("session " + session.uuid);
        file.owners.push_back("host " + session.host.value_or(""));
      }
    } catch (const FileError&) {
      file.owners.clear();
    }
    files.push_back(std::move(file));
  }
  return deal_out(files, count);
}

std::vector<std::string> files_of_shard(std::span<const std::string> paths, const ShardChoice& shard) {
  const ShardPlan plan = deal_out_files(paths, shard.count);
  std::vector<std::string> files;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (plan.shards[i] == shard.number) files.push_back(paths[i]);
  }
  return files;
}

}  // namespace tidemark

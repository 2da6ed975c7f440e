#include "analyzer/alerts/told_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <utility>

#include "analyzer/alerts/alert_json.hpp"
#include "common/error.hpp"
#include "common/input_file.hpp"
#include "common/output_file.hpp"

namespace tidemark {
namespace {

constexpr Bytes kMostBytes = Bytes{64} << 20U;
constexpr const char* kAction = "read what was told";

std::string file_in(const std::string& directory) { return directory + "/told.json"; }

// Returns the file's text; nothing where there is none.
std::optional<std::string> text_of(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(std::filesystem::symlink_status(path, error)) &&
      (!error || error.value() == ENOENT))
    return std::nullopt;
  InputText file(open_regular_file(path, kAction), path, kAction, kMostBytes);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

ToldDirectory::ToldDirectory(std::string path)
    : path_(std::move(path)), lock_(open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (!lock_.is_open()) throw FileError(path_, "use the directory", std::strerror(errno));
  if (flock(lock_.number(), LOCK_EX | LOCK_NB) != 0)
    throw FileError(path_, "use the directory",
                    errno == EWOULDBLOCK ? "another one tells from it" : std::strerror(errno));
}

ToldDirectory::Memory ToldDirectory::read() const {
  const std::string path = file_in(path_);
  const auto text = text_of(path);
  if (!text) return {};
  try {
    return {parse_told(*text), {}};
  } catch (const MisfitTold& error) {
    const std::string kept = path + ".damaged";
    if (std::rename(path.c_str(), kept.c_str()) != 0)
      throw FileError(path, "move it away", std::strerror(errno));
    return {{},
            fmt::format("{}: it is damaged ({}), kept as {}, and begun anew: what grows is told again", path,
                        error.what(), kept)};
  }
}

void ToldDirectory::write(const ToldAlerts& told) const { write_file(file_in(path_), format_told(told)); }

std::optional<ToldAlerts> look_into(const std::string& directory) {
  const std::string path = file_in(directory);
  const auto text = text_of(path);
  if (!text) return std::nullopt;
  try {
    return parse_told(*text);
  } catch (const MisfitTold& error) {
    throw FileError(path, kAction, error.what());
  }
}

}  // namespace tidemark

#include "common/output_file.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include "common/error.hpp"

namespace tidemark {
namespace {

struct FileCloser {
  void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};

[[noreturn]] void reject(const std::string& path, int error) {
  throw FileError(path, "write the file", std::strerror(error));
}

}  // namespace

OutputFile::OutputFile(std::string path, std::vector<std::string> companions)
    : path_(std::move(path)),
      temporary_path_(fmt::format("{}.part-{}", path_, getpid())),
      companions_(std::move(companions)) {}

OutputFile::~OutputFile() {
  if (temporary_path_.empty()) return;
  unlink(temporary_path_.c_str());
  for (const std::string& companion : companions_) unlink((temporary_path_ + companion).c_str());
}

void OutputFile::publish() {
  if (std::rename(temporary_path_.c_str(), path_.c_str()) != 0) reject(path_, errno);
  temporary_path_.clear();
}

void write_file(const std::string& path, std::string_view text) {
  std::error_code ignored;
  // A pipe or a device, such as /dev/stderr, has no content to keep and must not be replaced by a file.
  const auto type = std::filesystem::status(path, ignored).type();
  if (type == std::filesystem::file_type::directory) reject(path, EISDIR);
  const bool in_place = std::filesystem::exists(path, ignored) && type != std::filesystem::file_type::regular;
  OutputFile output(path);
  const std::string& name = in_place ? path : output.temporary_path();
  std::unique_ptr<std::FILE, FileCloser> file(std::fopen(name.c_str(), "w"));
  if (!file) reject(path, errno);
  const bool is_written = std::fwrite(text.data(), 1, text.size(), file.get()) == text.size() &&
                          std::fflush(file.get()) == 0 && (in_place || fsync(fileno(file.get())) == 0);
  if (!is_written) reject(path, errno);
  if (std::fclose(file.release()) != 0) reject(path, errno);
  if (!in_place) output.publish();
}

}  // namespace tidemark

#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <span>
#include <streambuf>
#include <string>
#include <string_view>
#include <utility>

#include "analyzer/running/progress.hpp"
#include "common/descriptor.hpp"

namespace tidemark {

enum class Compression { kGzip, kXz, kZstd };

// Returns how something is compressed that begins so; nullopt where it is not.
[[nodiscard]] std::optional<Compression> compression_of(std::string_view beginning);

// Returns whether a name is that of a recording, compressed or not: *.tidemark, *.tidemark.gz, .xz, .zst.
[[nodiscard]] bool is_recording_name(std::string_view name);

// What a compressed text holds, as it is read. Reading throws FileError where the text is damaged or ends early.
class DecompressedText : public std::istream {
 public:
  // source  has to outlive this
  // path    names it in errors
  DecompressedText(std::istream& source, Compression compression, std::string path, std::string_view action);
  ~DecompressedText() override;
  DecompressedText(const DecompressedText&) = delete;
  DecompressedText& operator=(const DecompressedText&) = delete;

 private:
  class Buffer;
  std::unique_ptr<Buffer> buffer_;
};

// A file that has no name and that nobody else can open, mapped into memory.
class UnnamedFile {
 public:
  // file         complete, as its length
  // log_missing  as of ReadableRecording
  // Throws       std::system_error
  UnnamedFile(Descriptor file, bool log_missing);
  ~UnnamedFile();
  UnnamedFile(const UnnamedFile&) = delete;
  UnnamedFile& operator=(const UnnamedFile&) = delete;
  UnnamedFile(UnnamedFile&& other) noexcept
      : log_missing_(other.log_missing_),
        start_(std::exchange(other.start_, nullptr)),
        size_(std::exchange(other.size_, 0)) {}
  UnnamedFile& operator=(UnnamedFile&&) = delete;

  [[nodiscard]] std::span<const std::byte> bytes() const { return {start_, size_}; }
  [[nodiscard]] bool log_missing() const { return log_missing_; }

 private:
  bool log_missing_;
  const std::byte* start_ = nullptr;  // null for an empty one
  std::size_t size_ = 0;
};

// How long a recording may be: the larger of a length that is no harm, and so many times its compressed length. One is a
// tenth or a twentieth of its length when it is compressed.
struct DecompressionBounds {
  std::uintmax_t harmless_bytes = std::uintmax_t{1} << 30U;
  std::uintmax_t most_ratio = 100;
};

// Returns what a compressed recording holds, in a file of its own, not in WAL mode; nullopt where the file at `path` is not compressed. The file is in $TMPDIR, or else in /var/tmp.
//
// Throws  FileError: it is damaged, or ends early; it is suspiciously much longer than it is compressed; there is no room
[[nodiscard]] std::optional<UnnamedFile> decompress_recording(const std::string& path, Progress* progress,
                                                              const DecompressionBounds& bounds = {});

}  // namespace tidemark

#include "analyzer/recordings/compressed_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filter/zstd.hpp>
#include <boost/iostreams/filtering_streambuf.hpp>
#include <boost/iostreams/operations.hpp>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

#include "analyzer/recordings/zstd_frames.hpp"
#include "common/error.hpp"
#include "common/input_file.hpp"
#include "common/units.hpp"
#include "schema/recording_file.hpp"

namespace tidemark {
namespace {

namespace io = boost::iostreams;

constexpr std::string_view kAction = "decompress the recording";

std::string_view tool_of(Compression compression) {
  if (compression == Compression::kGzip) return "zcat";
  return compression == Compression::kXz ? "xzcat" : "zstdcat";
}

std::string temporary_directory() {
  const char* named = std::getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe): nothing sets it
  return named != nullptr && *named != '\0' ? named : "/var/tmp";
}

std::uintmax_t size_of(const Descriptor& file) {
  struct stat status = {};
  return fstat(file.number(), &status) == 0 ? static_cast<std::uintmax_t>(status.st_size) : 0;
}

// Returns a file without a name.
Descriptor make_unnamed(const std::string& path) {
  const std::string directory = temporary_directory();
  Descriptor file(open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (file.is_open()) return file;
  // Not every file system has such files.
  std::string name = directory + "/tidemark-XXXXXX";
  file = Descriptor(mkostemp(name.data(), O_CLOEXEC));
  if (!file.is_open())
    throw FileError(path, kAction,
                    fmt::format("no file can be made in {}: {}; TMPDIR names another directory", directory,
                                std::strerror(errno)));
  unlink(name.c_str());
  return file;
}

void write_all(const Descriptor& file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t count = write(file.number(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0)
      throw FileError(path, kAction,
                      fmt::format("{} is too full for it: {}; TMPDIR names a directory with more room",
                                  temporary_directory(), std::strerror(errno)));
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

// SQLite's header says how long the file is. https://www.sqlite.org/fileformat.html, 1.3
void check_length(const Descriptor& file, const std::string& path) {
  std::array<unsigned char, 100> header{};
  if (pread(file.number(), header.data(), header.size(), 0) != std::ssize(header)) return;
  const auto number_at = [&](std::size_t place, std::size_t bytes) {
    std::uintmax_t number = 0;
    for (std::size_t i = 0; i < bytes; ++i) number = number << 8U | header[place + i];
    return number;
  };
  // Old programs leave the length as it was; then it is not of this version.
  if (number_at(24, 4) != number_at(92, 4)) return;
  const std::uintmax_t page = number_at(16, 2) == 1 ? 65536 : number_at(16, 2);
  if (size_of(file) < page * number_at(28, 4))
    throw FileError(path, kAction, "it ends early: a part of it is missing");
}

}  // namespace

std::optional<Compression> compression_of(std::string_view beginning) {
  if (beginning.starts_with("\x1F\x8B")) return Compression::kGzip;
  if (beginning.starts_with("\xFD"
                            "7zXZ"))
    return Compression::kXz;
  if (beginning.starts_with("\x28\xB5\x2F\xFD")) return Compression::kZstd;
  return std::nullopt;
}

bool is_recording_name(std::string_view name) {
  constexpr std::array<std::string_view, 4> kEndings{".tidemark", ".tidemark.gz", ".tidemark.xz",
                                                     ".tidemark.zst"};
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

// Hands on compressed bytes, and does not take just any end for theirs.
class WholeZstdFrames : public io::multichar_input_filter {
 public:
  template <typename Source>
  std::streamsize read(Source& source, char* bytes, std::streamsize most) {
    const std::streamsize count = io::read(source, bytes, most);
    if (count > 0) frames_.take({bytes, static_cast<std::size_t>(count)});
    if (count < 0 && !frames_.may_end()) throw std::ios_base::failure("zstd: the frame has no end");
    return count;
  }

 private:
  ZstdFrames frames_;
};

// Hands on what the filter gives, and puts its errors into words.
class DecompressedText::Buffer : public std::streambuf {
 public:
  Buffer(std::istream& source, Compression compression, std::string path, std::string_view action)
      : path_(std::move(path)), action_(action), bytes_(131072) {
    if (compression == Compression::kGzip) filter_.push(io::gzip_decompressor());
    if (compression == Compression::kXz) filter_.push(io::lzma_decompressor());
    if (compression == Compression::kZstd) {
      filter_.push(io::zstd_decompressor());
      filter_.push(WholeZstdFrames());
    }
    filter_.push(source);
  }

 private:
  int_type underflow() override {
    try {
      const std::streamsize count = filter_.sgetn(bytes_.data(), std::ssize(bytes_));
      if (count <= 0) return traits_type::eof();
      setg(bytes_.data(), bytes_.data(), bytes_.data() + count);
      return traits_type::to_int_type(bytes_.front());
    } catch (const std::ios_base::failure& error) {
      throw FileError(path_, action_,
                      fmt::format("its compression is damaged, or it ends early ({})", error.what()));
    }
  }

  std::string path_;
  std::string action_;
  io::filtering_streambuf<io::input> filter_;
  std::vector<char> bytes_;
};

DecompressedText::DecompressedText(std::istream& source, Compression compression, std::string path,
                                   std::string_view action)
    : std::istream(nullptr), buffer_(std::make_unique<Buffer>(source, compression, std::move(path), action)) {
  rdbuf(buffer_.get());
  // An exception of the buffer gets through as it is.
  exceptions(std::ios::badbit);
}

DecompressedText::~DecompressedText() = default;

UnnamedFile::UnnamedFile(Descriptor file, bool log_missing)
    : log_missing_(log_missing), size_(size_of(file)) {
  if (size_ == 0) return;
  void* start = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.number(), 0);
  if (start == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
  start_ = static_cast<const std::byte*>(start);
}

UnnamedFile::~UnnamedFile() {
  if (start_ != nullptr) munmap(const_cast<std::byte*>(start_), size_);
}

std::optional<UnnamedFile> decompress_recording(const std::string& path, Progress* progress,
                                                const DecompressionBounds& bounds) {
  Descriptor compressed = open_regular_file(path, "read the recording");
  std::array<char, 6> beginning{};
  const ssize_t count = pread(compressed.number(), beginning.data(), beginning.size(), 0);
  const auto compression =
      compression_of({beginning.data(), static_cast<std::size_t>(std::max<ssize_t>(0, count))});
  if (!compression) return std::nullopt;
  const std::uintmax_t size = size_of(compressed);
  const std::uintmax_t most = std::max(bounds.harmless_bytes, bounds.most_ratio * size);
  if (progress != nullptr) progress->begin("decompressing " + path, 0);
  Descriptor file = make_unnamed(path);
  InputText source(std::move(compressed), path, kAction, static_cast<Bytes>(size) + 1);
  DecompressedText text(source, *compression, path, kAction);
  std::vector<char> bytes(std::size_t{1} << 20U);
  std::uintmax_t written = 0;
  bool log_missing = false;
  for (std::streamsize got = 0; (got = text.rdbuf()->sgetn(bytes.data(), std::ssize(bytes))) > 0;) {
    written += static_cast<std::uintmax_t>(got);
    if (written > most)
      throw FileError(
          path, kAction,
          fmt::format("it holds more than {}, {} times its own length, as what is made to fill disks does; "
                      "if it is right, '{}' makes a file of it",
                      format_size(static_cast<double>(most)), most / std::max<std::uintmax_t>(1, size),
                      tool_of(*compression)));
    if (written == static_cast<std::uintmax_t>(got))
      log_missing =
          leave_wal_mode(std::as_writable_bytes(std::span(bytes).first(static_cast<std::size_t>(got))));
    write_all(file, {bytes.data(), static_cast<std::size_t>(got)}, path);
    if (progress != nullptr) progress->go_on();
  }
  if (written == 0) throw FileError(path, kAction, "it ends early: all of it is missing");
  check_length(file, path);
  return UnnamedFile(std::move(file), log_missing);
}

}  // namespace tidemark

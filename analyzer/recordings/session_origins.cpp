#include "analyzer/recordings/session_origins.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "analyzer/recordings/compressed_file.hpp"
#include "analyzer/text/printable.hpp"
#include "common/error.hpp"
#include "common/input_file.hpp"
#include "schema/recording_file.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kAction = "read the recording";
constexpr std::size_t kBeginning = std::size_t{1} << 20U;

std::vector<SessionOrigin> origins_in(const ReadableRecording& file) {
  std::vector<SessionOrigin> origins;
  Statement row = file.database.prepare("SELECT uuid, host FROM session");
  while (row.step()) {
    const auto host = row.optional_text(1);
    origins.push_back({row.text(0), host && !host->empty() ? std::optional(printable(*host)) : std::nullopt});
  }
  return origins;
}

// Makes a file of what is only the beginning of one: its header says how many pages there are.
// https://www.sqlite.org/fileformat.html, 1.3
void end_here(std::vector<std::byte>& bytes) {
  constexpr std::size_t kHeader = 100;
  if (bytes.size() < kHeader) return;
  static_cast<void>(leave_wal_mode(bytes));
  const auto byte_at = [&](std::size_t at) { return std::to_integer<std::size_t>(bytes[at]); };
  const std::size_t size = byte_at(16) << 8U | byte_at(17);
  const std::size_t page = size == 1 ? 65536 : size;
  if (page == 0) return;
  bytes.resize(bytes.size() / page * page);
  std::size_t pages = bytes.size() / page;
  for (std::size_t at = 32; at-- > 28; pages >>= 8U) bytes[at] = static_cast<std::byte>(pages & 0xFFU);
  // The number of pages counts only where these agree.
  std::copy_n(bytes.begin() + 24, 4, bytes.begin() + 92);
}

// Returns the first bytes of what is compressed; nothing where it is not.
std::optional<std::vector<std::byte>> unpack_beginning(const std::string& path) {
  Descriptor file = open_regular_file(path, kAction);
  std::array<char, 6> first{};
  const ssize_t count = pread(file.number(), first.data(), first.size(), 0);
  const auto compression =
      compression_of({first.data(), static_cast<std::size_t>(std::max<ssize_t>(0, count))});
  if (!compression) return std::nullopt;
  InputText source(std::move(file), path, kAction, Bytes{1} << 62U);
  DecompressedText text(source, *compression, path, kAction);
  std::vector<std::byte> bytes(kBeginning);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  const std::streamsize got = text.rdbuf()->sgetn(reinterpret_cast<char*>(bytes.data()), std::ssize(bytes));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, got)));
  return bytes;
}

// Returns what stands in the beginning of a compressed recording; nothing where that is not enough.
std::optional<std::vector<SessionOrigin>> origins_in_beginning(const std::string& path) {
  try {
    auto bytes = unpack_beginning(path);
    if (!bytes) return std::nullopt;
    end_here(*bytes);
    auto origins = origins_in(open_for_reading(*bytes, path));
    return origins.empty() ? std::nullopt : std::optional(std::move(origins));
  } catch (const UserError&) {
    return std::nullopt;
  } catch (const SqliteError&) {
    return std::nullopt;
  }
}

}  // namespace

std::vector<SessionOrigin> read_session_origins(const std::string& path) {
  if (auto origins = origins_in_beginning(path)) return std::move(*origins);
  try {
    const auto decompressed = decompress_recording(path, nullptr);
    return origins_in(decompressed ? open_for_reading(decompressed->bytes(), path) : open_for_reading(path));
  } catch (const SqliteError& error) {
    throw_file_error(path, error, kAction);
  }
}

std::set<std::string> read_session_uuids(const std::string& path) {
  std::set<std::string> uuids;
  for (SessionOrigin& origin : read_session_origins(path)) uuids.insert(std::move(origin.uuid));
  return uuids;
}

}  // namespace tidemark

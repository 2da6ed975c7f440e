#include "schema/new_recording.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include "common/error.hpp"
#include "common/output_file.hpp"
#include "common/sqlite.hpp"
#include "schema/recording_sql.hpp"
#include "schema/row_writer.hpp"

namespace tidemark {
namespace {

constexpr std::string_view kAction = "make the recording";

struct SqliteFree {
  void operator()(unsigned char* memory) const { sqlite3_free(memory); }
};

struct Image {
  std::unique_ptr<unsigned char, SqliteFree> bytes;
  std::size_t size;
};

// The bytes of a file that holds the tables and the session.
Image image_of_new(const std::string& path, const SessionRow* session) {
  const Database database(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, path);
  database.execute(recording_sql());
  if (session != nullptr) RowWriter(database).insert_session(*session);
  sqlite3_int64 size = 0;
  unsigned char* bytes = sqlite3_serialize(database.handle(), "main", &size, 0);
  if (bytes == nullptr) throw FileError(path, kAction, "out of memory");
  return {std::unique_ptr<unsigned char, SqliteFree>(bytes), static_cast<std::size_t>(size)};
}

bool write_all(int descriptor, const unsigned char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t written = write(descriptor, bytes, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes += written;
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

}  // namespace

bool is_place_for_new(const std::string& path) {
  const OutputPlace place = find_output(path);
  if (place.in_place) throw FileError(path, "open the recording for writing", "it is not a regular file");
  std::error_code error;
  return !place.exists || (std::filesystem::file_size(place.path, error) == 0 && !error);
}

void make_recording(const std::string& path, const SessionRow* session) {
  const Image image = image_of_new(path, session);
  OutputPlace place = find_output(path);
  const std::string target = place.path;
  const Replacing replacing = place.exists ? Replacing::kAllowed : Replacing::kForbidden;
  OutputFile output(std::move(place), kRecordingMode);
  const int file = output.file().number();
  if (!write_all(file, image.bytes.get(), image.size) || fsync(file) != 0)
    throw FileError(path, kAction, std::strerror(errno));
  for (const char* ending : {"-journal", "-wal", "-shm"}) unlink((target + ending).c_str());
  output.publish(replacing);
}

}  // namespace tidemark

#pragma once

#include <array>
#include <istream>
#include <streambuf>
#include <string>
#include <string_view>

#include "common/descriptor.hpp"
#include "common/units.hpp"

namespace tidemark {

// The most that is read of what people write by hand: settings, suppressions.
inline constexpr Bytes kMostHandwrittenBytes = Bytes{16} << 20U;

// Returns what stands in the way of reading a file as a regular one, such as "it is a directory"; nullptr for
// one that is regular.
//
// mode  st_mode of stat(2)
[[nodiscard]] const char* why_not_regular(unsigned mode);

// Opens a regular file for reading. Never waits, whatever there is: neither for somebody to write to a FIFO nor
// for a lease to be given up.
//
// action  what for, as in FileError
// Throws  FileError: it is no regular file, not there, or may not be read
[[nodiscard]] Descriptor open_regular_file(const std::string& path, std::string_view action);

// Text that somebody named as an input, read as it comes: a regular file, a pipe (standard input, a shell's
// process substitution), a FIFO, or a device such as /dev/null. What is no file need not end by itself; so there
// is a bound.
//
// Reading throws FileError, in place of going bad: reading fails, there is more than the bound, nobody has opened
// a FIFO for writing for 2 s.
class InputText : public std::istream {
 public:
  // most    bytes, at least 1
  // Throws  FileError where the file cannot be opened, or is a directory or a socket
  InputText(const std::string& path, std::string_view action, Bytes most);
  // Of a file that is open; errors name it `path`.
  InputText(Descriptor file, std::string path, std::string_view action, Bytes most);

 private:
  class Buffer : public std::streambuf {
   public:
    Buffer(Descriptor file, std::string path, std::string_view action, Bytes most);

   private:
    int_type underflow() override;
    void wait() const;

    Descriptor file_;
    std::string path_;
    std::string action_;
    Bytes most_;
    Bytes left_;
    int patience_ms_;
    std::array<char, 65536> bytes_{};
  };

  Buffer buffer_;
};

}  // namespace tidemark

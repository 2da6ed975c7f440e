#pragma once

#include <string>
#include <string_view>

namespace tidemark {

// Returns `bytes` as the printable, valid UTF-8 in which recordings hold names. Bytes that are not valid
// UTF-8, control characters (U+0000-U+001F, U+007F-U+009F), separators of lines and paragraphs, and what is not seen or
// turns the direction of text (zero-width characters, U+202A-U+202E, U+2066-U+2069 and the like) become \xNN, byte by byte; a
// backslash is doubled. So distinct inputs stay distinct, and no name can drive
// a terminal.
[[nodiscard]] std::string escape_name(std::string_view bytes);

// Returns text for a terminal, on one line. Recorded text has its escapes already and stays as it is; what any
// other text may hold in addition is escaped as escape_name does, so that no file can drive a terminal.
[[nodiscard]] std::string printable(std::string_view text);

// Returns text for a terminal or a log, without a line that a CI service's runner takes for a command. The
// first colon of "::" at the beginning of a line, also behind blanks, becomes \x3A; the first sign of "##[",
// "##vso[" and the like becomes \x23 anywhere. escape_name never makes these escapes, so text that it escaped
// before can still be told apart.
[[nodiscard]] std::string disarm_ci_commands(std::string_view lines);

// Returns `utf8` with every character beyond ASCII as \xNN, byte by byte.
[[nodiscard]] std::string to_ascii(std::string_view utf8);

// Returns how many terminal columns `utf8` takes, counting each code point as one.
[[nodiscard]] std::size_t display_width(std::string_view utf8);

// Returns `utf8` cut to at most `width` code points, the last one then being "…".
[[nodiscard]] std::string shorten(std::string_view utf8, std::size_t width);

// Returns `utf8` cut to at most `width` code points, with "…" for what is missing in the middle.
[[nodiscard]] std::string shorten_middle(std::string_view utf8, std::size_t width);

}  // namespace tidemark

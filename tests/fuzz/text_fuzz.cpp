// Times, sizes, patterns, and what reports make of any text.
#include <algorithm>

#include "analyzer/imports/import_times.hpp"
#include "analyzer/text/json_text.hpp"
#include "analyzer/text/markdown_text.hpp"
#include "analyzer/text/printable.hpp"
#include "analyzer/text/text_lines.hpp"
#include "analyzer/text/xml_text.hpp"
#include "common/pattern.hpp"
#include "common/rfc3339.hpp"
#include "common/text.hpp"
#include "common/units.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace tidemark;
using namespace tidemark::testing;

namespace {

void check_values(const std::string& text) {
  if (const auto time = parse_rfc3339(text)) {
    const auto again = parse_rfc3339(format_rfc3339(*time));
    require(again.has_value(), "a time that is printed can be read");
    const auto apart = *again - *time;
    require(apart <= std::chrono::milliseconds(1) && apart >= std::chrono::milliseconds(-1),
            "a time is printed as it is, to the millisecond");
  }
  if (const auto duration = parse_duration(text)) {
    require(duration->count() >= 0, "no duration is below 0");
    static_cast<void>(format_duration(*duration));
  }
  if (const auto size = parse_size(text)) require(*size >= 0, "no size is below 0");
  static_cast<void>(parse_size_or_percent(text));
  is_accepted([&] { static_cast<void>(parse_utc_offset(text)); });
  is_accepted([&] { static_cast<void>(Pattern("pattern", text).is_found_in("/usr/bin/server --port 80")); });
}

bool has_controls(std::string_view text, bool may_break) {
  return std::any_of(text.begin(), text.end(), [&](char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return (byte < 0x20 || byte == 0x7F) && !(may_break && letter == '\n');
  });
}

void check_words(const std::string& text, std::size_t width) {
  const std::string recorded = escape_name(text);
  require(printable(recorded) == recorded, "what is escaped once is printable");
  require(!has_controls(printable(text), false), "printable text has no control characters");
  require(display_width(shorten(recorded, width)) <= width, "text is cut to its width");
  require(display_width(shorten_middle(recorded, width)) <= width, "text is cut to its width");
  if (width > 0) require(display_width(pad(recorded, width)) == width, "a cell has its width");
  static_cast<void>(wrap(recorded, "  ", "    ", width + 10));
  require(!has_controls(escape_xml(text), true), "XML has no control characters");
  require(escape_xml_within(text, width + 3).size() <= width + 3, "XML is cut to its size");
  require(!has_controls(escape_markdown(text), false), "Markdown is one line");
  static_cast<void>(markdown_code(text));
  require(!disarm_ci_commands(text).starts_with("::"), "no line begins as a CI service's command");
  require(disarm_json(text).find("##") == std::string::npos, "no JSON has a CI service's command");
  static_cast<void>(to_ascii(text));
  static_cast<void>(printable_command(text));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzInput input(bytes, size);
  const std::size_t width = input.take_byte();
  const std::string text(input.rest());
  check_values(text);
  check_words(text, width);
  const std::int64_t number = input.take_int64();
  static_cast<void>(format_duration(std::chrono::nanoseconds(number)));
  static_cast<void>(format_seconds(static_cast<double>(number)));
  static_cast<void>(format_size(static_cast<double>(number)));
  return 0;
}

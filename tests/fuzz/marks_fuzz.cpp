// A datagram that anybody may send to a recorder's socket.
#include "common/text.hpp"
#include "recorder/session/mark_message.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace tidemark;
using namespace tidemark::testing;

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text = FuzzInput(bytes, size).rest();
  is_accepted([&] {
    const MarkMessage message = parse_mark(text);
    require(!message.name.empty() && message.name.size() <= kMostNameBytes, "a mark's name has its bounds");
    const MarkMessage again = parse_mark(to_text(message) + '\n');
    require(again.kind == message.kind && again.name == message.name &&
                again.for_parent == message.for_parent && again.held_kib == message.held_kib,
            "what is accepted says nothing else");
    const std::string recorded = escape_name(message.name);
    require(printable(recorded) == recorded, "a recorded name is printable");
  });
  return 0;
}

// What the recorder and the child that unwinds take from others: maps of processes, maps of code, and each other's messages.
#include <fcntl.h>

#include "recorder/procfs/mappings.hpp"
#include "recorder/stacks/unwind_message.hpp"
#include "recorder/unwinder/code_map.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace tidemark;
using namespace tidemark::testing;

namespace {

void read_messages(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  if (const auto stack = decode_stack(bytes)) {
    require(stack->frames.size() <= kMostFrames, "a stack is bounded");
    require(decode_stack(encode(*stack)) == stack, "a stack that was understood is told again as it was");
  }
  if (const auto modules = decode_modules(bytes))
    require(modules->modules.size() <= kMostModulesAMessage, "the modules of a message are bounded");
  if (const auto sample = decode_sample(bytes))
    require(sample->stack.size() <= text.size() && sample->registers.size() <= kMostRegisters,
            "a sample has no more than it brings");
  static_cast<void>(decode_forget(bytes));
}

void read_maps(std::string_view text) {
  for (const Mapping& mapping : parse_mappings(text))
    require(mapping.start < mapping.end, "a mapping is not empty");
}

void read_code(std::string_view text) {
  const std::string path = scratch_file("perf.map", text);
  CodeMap map(Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC)));
  for (const std::uint64_t address : {std::uint64_t{0}, std::uint64_t{0x1000}, UINT64_MAX})
    require(map.find(address, std::chrono::seconds(1)).size() <= kMostSymbolBytes, "names are bounded");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const FuzzInput input(bytes, size);
  read_messages(input.rest());
  read_maps(input.rest());
  read_code(input.rest());
  return 0;
}

// The counters of a Java virtual machine, a file that anybody may lay down.
#include "recorder/procfs/jvm_heap.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace tidemark;
using namespace tidemark::testing;

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto heap = parse_jvm_heap(FuzzInput(bytes, size).rest());
  if (!heap) return 0;
  for (const auto& value :
       {heap->used_kib, heap->capacity_kib, heap->max_kib, heap->collections, heap->whole_collections})
    require(value.value_or(0) >= 0, "no count of a heap is below 0, which a recording refuses");
  return 0;
}

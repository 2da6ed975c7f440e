#pragma once

namespace tidemark {

// Makes this program keep the memory that it frees, for its next use. An analysis takes and frees some
// megabytes for one process after another; given back to the kernel in between, each page costs a fault and
// is cleared again, which takes longer than the computation on it. To be called once, before much is
// allocated; without effect where the C library has no such setting.
void keep_freed_memory();

}  // namespace tidemark

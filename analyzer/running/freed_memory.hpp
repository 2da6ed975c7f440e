#pragma once

namespace tidemark {

// Lets this program keep the memory that it frees, for its next use. An analysis takes and frees some
// megabytes for each process after another; given back to the kernel in between, every page of them costs a
// fault and a clearing, more than what is computed with it. To be called once, before much is allocated;
// without effect where the C library has no such setting.
void keep_freed_memory();

}  // namespace tidemark

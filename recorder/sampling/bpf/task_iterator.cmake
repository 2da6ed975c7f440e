# The BPF sampler is built where clang, bpftool and libbpf are there; otherwise the recorder reads only /proc.
find_program(TIDEMARK_CLANG clang)
find_program(TIDEMARK_BPFTOOL bpftool PATHS /usr/sbin /sbin)
find_path(TIDEMARK_LIBBPF_INCLUDE bpf/libbpf.h)
find_library(TIDEMARK_LIBBPF bpf)
mark_as_advanced(TIDEMARK_CLANG TIDEMARK_BPFTOOL TIDEMARK_LIBBPF_INCLUDE TIDEMARK_LIBBPF)

set(missing "")
foreach(part TIDEMARK_CLANG TIDEMARK_BPFTOOL TIDEMARK_LIBBPF_INCLUDE TIDEMARK_LIBBPF)
  if(NOT ${part})
    string(TOLOWER "${part}" name)
    string(REPLACE "tidemark_" "" name "${name}")
    list(APPEND missing ${name})
  endif()
endforeach()

if(missing)
  list(JOIN missing ", " missing)
  message(STATUS "BPF sampler: left out, for want of ${missing} (Debian: clang llvm bpftool libbpf-dev)")
  target_sources(tidemark_recorder_sampling PRIVATE task_iterator_absent.cpp)
  return()
endif()
message(STATUS "BPF sampler: built in")

set(source ${CMAKE_CURRENT_SOURCE_DIR}/bpf/task_iterator.bpf.c)
set(object ${CMAKE_CURRENT_BINARY_DIR}/task_iterator.bpf.o)
set(skeleton ${CMAKE_CURRENT_BINARY_DIR}/skeleton/task_iterator.skel.h)
file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/skeleton)
add_custom_command(
  OUTPUT ${skeleton}
  COMMAND ${TIDEMARK_CLANG} -target bpf -mcpu=v3 -g -O2 -Wall -fdebug-prefix-map=${PROJECT_SOURCE_DIR}=.
          -I${PROJECT_SOURCE_DIR} -idirafter /usr/include/${CMAKE_LIBRARY_ARCHITECTURE} -I${TIDEMARK_LIBBPF_INCLUDE}
          -c ${source} -o ${object}
  COMMAND ${TIDEMARK_BPFTOOL} gen skeleton ${object} name task_iterator_bpf > ${skeleton}
  DEPENDS ${source} ${CMAKE_CURRENT_SOURCE_DIR}/bpf/kernel_types.h
          ${CMAKE_CURRENT_SOURCE_DIR}/bpf/task_ends.bpf.h ${CMAKE_CURRENT_SOURCE_DIR}/bpf/task_record.h
  COMMENT "Building the BPF task iterator"
  VERBATIM)
target_sources(tidemark_recorder_sampling PRIVATE task_iterator.cpp ${skeleton})
# What has to be there before clang-tidy can read the code.
add_custom_target(tidemark_generated DEPENDS ${skeleton})
# As a system header, which our warnings leave alone.
target_include_directories(tidemark_recorder_sampling SYSTEM PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/skeleton ${TIDEMARK_LIBBPF_INCLUDE})
target_link_libraries(tidemark_recorder_sampling PRIVATE ${TIDEMARK_LIBBPF})

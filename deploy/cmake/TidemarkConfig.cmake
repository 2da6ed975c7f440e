# find_package(Tidemark): marks of tests, for C, C++ and CTest.
#
#   Tidemark::marks                  a target that has <tidemark/mark.h> (C) and <tidemark/gtest.hpp> (GoogleTest) found
#   tidemark_mark_tests()            has ctest mark every test of this directory and those below, fixtures and discovered
#                                    tests included, wherever in the directory it stands
#   TIDEMARK_RECORDER_PROGRAM        the recorder, by which tests are marked
#
# ctest marks a test by its name, with 'tidemark-recorder mark run', where TIDEMARK_SOCKET or the service's socket is there
# when ctest begins, as within 'tidemark check ctest'. Elsewhere tests are run as without it.
include_guard(GLOBAL)

find_path(TIDEMARK_INCLUDE_DIRECTORY tidemark/mark.h NO_DEFAULT_PATH
  PATHS "${CMAKE_CURRENT_LIST_DIR}/../../../include" "${CMAKE_CURRENT_LIST_DIR}/../marks")
find_program(TIDEMARK_RECORDER_PROGRAM tidemark-recorder HINTS "${CMAKE_CURRENT_LIST_DIR}/../../../bin")
mark_as_advanced(TIDEMARK_INCLUDE_DIRECTORY TIDEMARK_RECORDER_PROGRAM)

add_library(Tidemark::marks INTERFACE IMPORTED)
set_target_properties(Tidemark::marks PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${TIDEMARK_INCLUDE_DIRECTORY}")

set(TIDEMARK_MARK_SCRIPT_ "${CMAKE_CURRENT_LIST_DIR}/TidemarkMarkTests.cmake" CACHE INTERNAL "what ctest is to include")

function(tidemark_mark_tests)
  if(NOT TIDEMARK_RECORDER_PROGRAM)
    message(STATUS "tidemark-recorder is not there: tests are not marked (package tidemark)")
    return()
  endif()
  # Once all that it is above is known.
  cmake_language(DEFER CALL tidemark_mark_directory_ "${CMAKE_CURRENT_SOURCE_DIR}")
endfunction()

# Has ctest mark the tests of a directory and those below, in which it may be started as well.
function(tidemark_mark_directory_ directory)
  get_property(binary_directory DIRECTORY "${directory}" PROPERTY BINARY_DIR)
  get_property(scripts DIRECTORY "${directory}" PROPERTY TEST_INCLUDE_FILES)
  set(script "${binary_directory}/tidemark_mark_tests.cmake")
  if(script IN_LIST scripts)
    return()
  endif()
  file(CONFIGURE OUTPUT "${script}" @ONLY CONTENT [[
# ctest knows the directory that it was started in by no path.
if(NOT IS_ABSOLUTE "${CMAKE_PARENT_LIST_FILE}")
  set(TIDEMARK_TOP_IS_MARKED TRUE)
endif()
list(APPEND TIDEMARK_MARKED_DIRECTORIES "@binary_directory@")
set(TIDEMARK_RECORDER_PROGRAM "@TIDEMARK_RECORDER_PROGRAM@")
include("@TIDEMARK_MARK_SCRIPT_@")
]])
  # ctest includes these before it reads the directory's tests, in this order: discovered tests are in such files, too.
  set_property(DIRECTORY "${directory}" PROPERTY TEST_INCLUDE_FILES "${script}" ${scripts})
  get_property(below DIRECTORY "${directory}" PROPERTY SUBDIRECTORIES)
  foreach(one IN LISTS below)
    tidemark_mark_directory_("${one}")
  endforeach()
endfunction()

# A room is one folder, one library and one namespace. Its unit tests lie beside its code.
#
#   digue_room(journal ROOMS base crypto json database LIBRARIES OpenSSL::Crypto)
#
# ROOMS are the arrows of ARCHITECTURE.md (tools/check_layers.py holds the includes against them);
# LIBRARIES are the foreign libraries to which this room is the only door; FOLDERS are further folders of the room;
# TEST_LABELS go to its unit tests, as in digue_test().

set(DIGUE_COMMON_HEADERS <array> <chrono> <cstdint> <expected> <functional> <map> <memory> <optional> <span> <string>
    <string_view> <utility> <variant> <vector> <fmt/core.h>)

function(digue_room name)
  cmake_parse_arguments(ROOM "" "" "ROOMS;LIBRARIES;FOLDERS;TEST_LABELS" ${ARGN})
  set(sources "")
  set(tests "")
  set(headers "")
  foreach(folder IN ITEMS . LISTS ROOM_FOLDERS)
    file(GLOB found CONFIGURE_DEPENDS ${folder}/*.cpp)
    file(GLOB found_headers CONFIGURE_DEPENDS ${folder}/*.h)
    list(APPEND sources ${found})
    list(APPEND headers ${found_headers})
  endforeach()
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER headers EXCLUDE REGEX "_test\\.h$")

  add_library(digue_${name} STATIC ${sources})
  target_link_libraries(digue_${name} PUBLIC digue_options PRIVATE ${ROOM_LIBRARIES})
  foreach(room IN LISTS ROOM_ROOMS)
    target_link_libraries(digue_${name} PUBLIC digue_${room})
  endforeach()
  if(DIGUE_PRECOMPILE AND NOT CMAKE_UNITY_BUILD)
    target_precompile_headers(digue_${name} PRIVATE ${DIGUE_COMMON_HEADERS})
  endif()
  if(DIGUE_VERIFY_HEADERS)
    target_sources(digue_${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR}/src FILES ${headers})
    set_target_properties(digue_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  endif()

  digue_tidy(digue_${name})

  if(DIGUE_TESTS AND tests)
    digue_split_properties(tests properties)
    digue_test(${name}_test SOURCES ${tests} ROOMS ${name} LABELS ${ROOM_TEST_LABELS})
    digue_add_properties(${name}_test ${properties})
  endif()
endfunction()

# Never built: only clang-tidy reads it. In unity files, because eight sources at once take no longer than two.
function(digue_tidy target)
  if(NOT DIGUE_TIDY)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  add_library(${target}_tidy OBJECT EXCLUDE_FROM_ALL ${sources})
  target_link_libraries(${target}_tidy PRIVATE $<TARGET_PROPERTY:${target},LINK_LIBRARIES>)
  target_compile_definitions(${target}_tidy PRIVATE $<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>)
  set_target_properties(${target}_tidy PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
endfunction()

# The test programs in which threads run: ThreadSanitizer would see nothing in the others.
add_custom_target(threads_tests)

# A doctest program, registered with ctest under its own name. LIBRARIES may add what only the tests need. LABELS are those
# of ctest: "threads" for ThreadSanitizer, "slow" for ./test --all, "long" for ./test --long. Never a unity file: the helpers
# of a test may have short names.
function(digue_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;ROOMS;LIBRARIES;LABELS" ${ARGN})
  add_executable(${name} ${TEST_SOURCES} $<TARGET_OBJECTS:digue_test_main>)
  target_link_libraries(${name} PRIVATE digue_test_support ${TEST_LIBRARIES})
  foreach(room IN LISTS TEST_ROOMS)
    target_link_libraries(${name} PRIVATE digue_${room})
  endforeach()
  if(DIGUE_SANITIZE)
    # g++ 12 sees uninitialized alternatives in every std::variant that a sanitizer instruments.
    target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  endif()
  set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)
  target_compile_definitions(${name} PRIVATE DIGUE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  if(DIGUE_PRECOMPILE)
    target_precompile_headers(${name} PRIVATE ${DIGUE_COMMON_HEADERS} <doctest/doctest.h>)
  endif()
  if("threads" IN_LIST TEST_LABELS)
    add_dependencies(threads_tests ${name})
  endif()
  add_test(NAME ${name} COMMAND ${name} --no-version)
  set_tests_properties(${name} PROPERTIES LABELS "unit;${TEST_LABELS}" TIMEOUT 300)
endfunction()

# Takes the files with RapidCheck's properties out of a list of tests.
function(digue_split_properties tests_name properties_name)
  set(found "")
  foreach(test IN LISTS ${tests_name})
    file(STRINGS ${test} includes REGEX "^#include <rapidcheck")
    if(includes)
      list(APPEND found ${test})
    endif()
  endforeach()
  set(others ${${tests_name}})
  list(REMOVE_ITEM others ${found})
  set(${tests_name} ${others} PARENT_SCOPE)
  set(${properties_name} ${found} PARENT_SCOPE)
endfunction()

# Adds them to a test program; for Windows there is no RapidCheck, and ctest says that they are skipped.
function(digue_add_properties test)
  if(NOT ARGN)
    return()
  endif()
  if(WIN32)
    add_test(NAME ${test}_properties COMMAND sh -c "echo 'SKIP properties: there is no RapidCheck for MinGW'; exit 77")
    set_tests_properties(${test}_properties PROPERTIES SKIP_RETURN_CODE 77 LABELS unit)
    return()
  endif()
  find_package(rapidcheck REQUIRED)
  target_sources(${test} PRIVATE ${ARGN})
  target_link_libraries(${test} PRIVATE rapidcheck)
endfunction()

if(DIGUE_TESTS)
  find_path(DOCTEST_INCLUDE doctest/doctest.h REQUIRED)
  add_library(digue_test_support INTERFACE)
  target_include_directories(digue_test_support SYSTEM INTERFACE ${DOCTEST_INCLUDE})
  target_include_directories(digue_test_support INTERFACE ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(digue_test_support INTERFACE digue_options)
  add_library(digue_test_main OBJECT ${CMAKE_SOURCE_DIR}/tests/support/main.cpp)
  target_link_libraries(digue_test_main PRIVATE digue_test_support)
endif()

# What a preset may choose (CMakePresets.json); everything else is the same in every build.

option(DIGUE_TESTS "build the tests" ON)
option(DIGUE_PRECOMPILE "precompile the headers that every file uses" OFF)
option(DIGUE_FUZZ "build the fuzz targets with libFuzzer (clang)" OFF)
option(DIGUE_BENCH "build what measures speed" OFF)
option(DIGUE_VERIFY_HEADERS "compile every header alone" OFF)
option(DIGUE_TIDY "let clang-tidy read the sources, in the test clang_tidy" OFF)
set(DIGUE_SANITIZE "" CACHE STRING "sanitizers for the whole build, as in -fsanitize=")

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# Broken invariants stop the program in every build: NDEBUG is never set.
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELWITHDEBINFO "${CMAKE_CXX_FLAGS_RELWITHDEBINFO}")

add_library(digue_options INTERFACE)
target_compile_options(digue_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual -Wimplicit-fallthrough -Wno-missing-field-initializers -Werror)
target_include_directories(digue_options INTERFACE ${CMAKE_SOURCE_DIR}/src)

# When it optimises, g++ 12 sees overlapping copies in "text" + std::string and uninitialized alternatives in every moved
# std::variant (GCC bugs 105329, 105593). The sanitizers of the other builds look at the real thing.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  foreach(warning restrict maybe-uninitialized array-bounds stringop-overflow stringop-overread)
    target_compile_options(digue_options INTERFACE $<$<CONFIG:Release>:-Wno-${warning}>)
  endforeach()
endif()

# A unity file includes sources, and g++ takes them for headers, in which a private type would be a mistake. The other builds
# still look.
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(digue_options INTERFACE -Wno-subobject-linkage)
endif()

# libstdc++ 12 implements stable_sort with a function that it has deprecated, and clang blames the caller. Our own uses of
# deprecated functions are found by g++, which compiles everything that clang does.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(digue_options INTERFACE -Wno-deprecated-declarations)
endif()

if(DIGUE_SANITIZE)
  target_compile_options(digue_options INTERFACE
    -fsanitize=${DIGUE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(digue_options INTERFACE -fsanitize=${DIGUE_SANITIZE})
elseif(NOT WIN32)
  target_compile_options(digue_options INTERFACE -fstack-protector-strong -fcf-protection)
  target_compile_definitions(digue_options INTERFACE $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
  target_link_options(digue_options INTERFACE -Wl,-z,relro,-z,now)
endif()

if(DIGUE_FUZZ)
  target_compile_options(digue_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

if(WIN32)
  target_compile_definitions(digue_options INTERFACE _WIN32_WINNT=0x0A00 NOMINMAX WIN32_LEAN_AND_MEAN)
  target_compile_options(digue_options INTERFACE -Wa,-mbig-obj)
  # From C++23 on, type_info's == is inline and also in the static libstdc++ (GCC bug 110572). Our own functions that are
  # defined twice are found by the builds for Linux.
  target_link_options(digue_options INTERFACE -Wl,--allow-multiple-definition)
  # The header-only libraries of tools/windows_sysroot, which come without packages for CMake.
  target_include_directories(digue_options SYSTEM INTERFACE ${CMAKE_FIND_ROOT_PATH}/include)
  target_compile_definitions(digue_options INTERFACE FMT_HEADER_ONLY)
endif()

find_program(LLD ld.lld)
if(LLD AND NOT WIN32)
  target_link_options(digue_options INTERFACE -fuse-ld=lld)
endif()

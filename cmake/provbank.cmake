# Build rules shared by every folder: one folder, one library, one test program.

option(PROVBANK_WERROR "Treat warnings as errors" ON)
option(PROVBANK_TESTS "Build tests and benchmarks" ON)
option(PROVBANK_PCH "Precompile the standard library and Asio" ON)
option(PROVBANK_FUZZ "Build the libFuzzer targets (clang only)" OFF)

add_library(provbank_flags INTERFACE)
target_compile_features(provbank_flags INTERFACE cxx_std_20)
target_compile_options(provbank_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual)
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # In a unity batch our files are not the main file, and GCC then takes every coroutine whose frame holds a local of a
  # file-local type for one that two files might define.
  target_compile_options(provbank_flags INTERFACE -Wno-subobject-linkage)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Optimising, GCC 12 inlines one half of Asio's coroutine frame allocation and then misses it at the other half.
  target_compile_options(provbank_flags INTERFACE -Wno-mismatched-new-delete)
  # ... and from -O2 it sees overlaps, overflows and unset members in std::string and std::variant that are not there.
  # The sanitized builds look for the real ones.
  target_compile_options(provbank_flags INTERFACE
    $<$<CONFIG:Release>:-Wno-restrict;-Wno-stringop-overflow;-Wno-maybe-uninitialized;-Wno-array-bounds>)
endif()
if(PROVBANK_WERROR)
  target_compile_options(provbank_flags INTERFACE -Werror)
endif()
if(PROVBANK_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
    message(FATAL_ERROR "PROVBANK_FUZZ needs clang: ./dev fuzz chooses it")
  endif()
  add_custom_target(fuzzers)
endif()
target_compile_definitions(provbank_flags INTERFACE
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_HAS_CO_AWAIT PROVBANK_VERSION="${PROJECT_VERSION}")
target_include_directories(provbank_flags INTERFACE ${PROJECT_SOURCE_DIR})

# provbank_library(<name> SOURCES ... [PUBLIC targets] [PRIVATE targets] [HEAVY sources]
#                  [TESTS files] [TEST_LINKS targets] [BENCHMARKS files] [COROUTINES])
# HEAVY names sources that must stay out of the unity batch (they instantiate Beast or the like).
function(provbank_library name)
  cmake_parse_arguments(arg "COROUTINES" "" "SOURCES;HEAVY;PUBLIC;PRIVATE;TESTS;TEST_LINKS;BENCHMARKS" ${ARGN})
  add_library(provbank_${name} STATIC ${arg_SOURCES} ${arg_HEAVY})
  add_library(provbank::${name} ALIAS provbank_${name})
  target_include_directories(provbank_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_compile_features(provbank_${name} PUBLIC cxx_std_20)
  target_link_libraries(provbank_${name} PUBLIC ${arg_PUBLIC} PRIVATE provbank_flags ${arg_PRIVATE})
  if(arg_HEAVY)
    set_source_files_properties(${arg_HEAVY} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  endif()
  provbank_precompile(provbank_${name})
  if(PROVBANK_FUZZ AND NOT arg_COROUTINES)
    # What is fuzzed must be instrumented, so all of ours is; clang 14 cannot do it to coroutines.
    target_compile_options(provbank_${name} PRIVATE
      -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
  endif()
  if(arg_TESTS AND PROVBANK_TESTS)
    provbank_test(${name}_test SOURCES ${arg_TESTS} LINKS provbank::${name} ${arg_TEST_LINKS} LABEL ${name})
  endif()
  if(arg_BENCHMARKS AND PROVBANK_TESTS)
    provbank_benchmark(${name}_bench SOURCES ${arg_BENCHMARKS} LINKS provbank::${name} ${arg_TEST_LINKS})
  endif()
endfunction()

function(provbank_precompile target)
  if(PROVBANK_PCH)
    target_precompile_headers(${target} PRIVATE
      <chrono> <functional> <map> <memory> <optional> <span> <string> <string_view> <vector> <fmt/format.h>)
    target_link_libraries(${target} PRIVATE fmt::fmt)
  endif()
endfunction()

# Tests find the project's data through PROVBANK_DATA_DIR, never through the working directory.
function(provbank_test name)
  cmake_parse_arguments(arg "" "LABEL" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINKS} provbank_flags GTest::gmock_main fmt::fmt)
  target_compile_definitions(${name} PRIVATE PROVBANK_DATA_DIR="${PROJECT_SOURCE_DIR}")
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS "${arg_LABEL}" TIMEOUT 300)
endfunction()

# Benchmarks run once in ctest as smoke; their figures come from `./dev bench`.
function(provbank_benchmark name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINKS} provbank_flags benchmark::benchmark_main fmt::fmt)
  target_compile_definitions(${name} PRIVATE PROVBANK_DATA_DIR="${PROJECT_SOURCE_DIR}")
  add_test(NAME ${name}_smoke COMMAND ${name} --benchmark_min_time=0.001)
  set_tests_properties(${name}_smoke PROPERTIES LABELS bench TIMEOUT 300)
endfunction()

# A libFuzzer program; `./dev fuzz` builds and runs them all, from the folder CORPUS when there is one (it reads its name
# beside the program).
function(provbank_fuzzer name)
  cmake_parse_arguments(arg "" "CORPUS" "SOURCES;LINKS" ${ARGN})
  if(PROVBANK_FUZZ)
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE ${arg_LINKS} provbank_flags fmt::fmt)
    target_compile_options(${name} PRIVATE -fsanitize=fuzzer-no-link,address,undefined)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer,address,undefined)
    target_compile_definitions(${name} PRIVATE PROVBANK_DATA_DIR="${PROJECT_SOURCE_DIR}")
    if(arg_CORPUS)
      file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/${name}.corpus "${CMAKE_CURRENT_SOURCE_DIR}/${arg_CORPUS}\n")
    endif()
    add_dependencies(fuzzers ${name})
  endif()
endfunction()

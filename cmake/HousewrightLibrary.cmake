# housewright_library(<folder> [DEPENDS <folders>...] [LINK <third-party targets>...] [TEST_LINK <targets>...]
#                      [ALONE <files>...])
#
# Makes the static library housewright_<folder> of the .cc files of src/<folder>, and, when tests are built, one GoogleTest
# program <folder>_test of its *_test.cc files. A folder sees only what DEPENDS names: the linker enforces the arrow that
# docs/design/how-it-works.md draws. Files are found by a glob with CONFIGURE_DEPENDS: a folder is one library, so that
# there is nothing for a list to say. The `tidy` preset joins the files of a target to read the headers once; ALONE names
# those that share a private name with another file of theirs and so cannot be joined.
#
# With HOUSEWRIGHT_PCH the headers that nearly every file includes are compiled once (src/precompiled.h, precompiled_test.h)
# and shared by all: a third of the compile time. Builds without it (clang's, for tidy and fuzzing) see to it that every file
# includes what it uses.
function(housewright_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPENDS;LINK;TEST_LINK;ALONE")
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cc")
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  set_source_files_properties(${arg_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  set(target housewright_${name})
  set(dependencies ${arg_DEPENDS})
  list(TRANSFORM dependencies PREPEND housewright_)
  add_library(${target} STATIC ${sources})
  target_link_libraries(${target} PUBLIC housewright_options ${dependencies} PRIVATE ${arg_LINK})
  if(HOUSEWRIGHT_PCH AND name STREQUAL "base")
    target_precompile_headers(${target} PRIVATE "${PROJECT_SOURCE_DIR}/src/precompiled.h")
  elseif(HOUSEWRIGHT_PCH)
    target_precompile_headers(${target} REUSE_FROM housewright_base)
  endif()
  if(HOUSEWRIGHT_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE ${target} housewright_testing ${arg_TEST_LINK} GTest::gmock GTest::gtest_main)
    housewright_test_headers(${name}_test)
    add_test(NAME ${name}_test COMMAND ${name}_test)
    set_tests_properties(${name}_test PROPERTIES LABELS unit)
  endif()
endfunction()

# Lets a GoogleTest program share the precompiled headers of base_test, and marks it as code of tests (CompilerOptions.cmake).
function(housewright_test_headers target)
  set_target_properties(${target} PROPERTIES HOUSEWRIGHT_TEST_CODE ON)
  # A precompiled header serves only compilations with the same macros.
  target_link_libraries(${target} PRIVATE fmt::fmt)
  target_compile_definitions(${target} PRIVATE HOUSEWRIGHT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  if(HOUSEWRIGHT_PCH AND target STREQUAL "base_test")
    target_precompile_headers(${target} PRIVATE "${PROJECT_SOURCE_DIR}/src/precompiled_test.h")
  elseif(HOUSEWRIGHT_PCH)
    target_precompile_headers(${target} REUSE_FROM base_test)
  endif()
endfunction()

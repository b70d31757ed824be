# housewright_library(<folder> [DEPENDS <folders>...] [LINK <third-party targets>...] [TEST_LINK <targets>...])
#
# Makes the static library housewright_<folder> of the .cc files of src/<folder>, and, when tests are built, one GoogleTest
# program <folder>_test of its *_test.cc files. A folder sees only what DEPENDS names: the linker enforces the arrow that
# docs/design/how-it-works.md draws. Files are found by a glob with CONFIGURE_DEPENDS: a folder is one library, so that
# there is nothing for a list to say.
function(housewright_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPENDS;LINK;TEST_LINK")
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cc")
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  set(target housewright_${name})
  set(dependencies ${arg_DEPENDS})
  list(TRANSFORM dependencies PREPEND housewright_)
  add_library(${target} STATIC ${sources})
  target_link_libraries(${target} PUBLIC housewright_options ${dependencies} PRIVATE ${arg_LINK})
  if(HOUSEWRIGHT_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE ${target} housewright_testing ${arg_TEST_LINK} GTest::gmock GTest::gtest_main)
    target_compile_definitions(${name}_test PRIVATE HOUSEWRIGHT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    add_test(NAME ${name}_test COMMAND ${name}_test)
    set_tests_properties(${name}_test PROPERTIES LABELS unit)
  endif()
endfunction()

# What every target of ours is compiled with. Linked as `housewright_options`, so that a target cannot forget it.
add_library(housewright_options INTERFACE)
target_include_directories(housewright_options INTERFACE "${PROJECT_SOURCE_DIR}/src")
target_compile_options(housewright_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast
  -Wcast-qual -Woverloaded-virtual -Wimplicit-fallthrough -Werror -fno-omit-frame-pointer)
target_compile_definitions(housewright_options INTERFACE
  _GLIBCXX_ASSERTIONS
  # One fmt for all: compile-time checked format strings.
  FMT_ENFORCE_COMPILE_STRING=0)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports false positives of these two inside its own std::string and std::vector once it inlines them
  # (GCC bugs 105329, 105651); clang-tidy and AddressSanitizer cover what they were meant for.
  target_compile_options(housewright_options INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # clang reports std::stable_sort of libstdc++ 12, which uses what that library itself deprecates; g++ reports our own uses.
  target_compile_options(housewright_options INTERFACE -Wno-deprecated-declarations)
endif()
if(HOUSEWRIGHT_SANITIZE)
  target_compile_options(housewright_options INTERFACE -fsanitize=${HOUSEWRIGHT_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(housewright_options INTERFACE -fsanitize=${HOUSEWRIGHT_SANITIZE})
endif()
if(HOUSEWRIGHT_SANITIZE MATCHES "undefined" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # UBSan describes each of its checks with pointers: as a PIE the program has 3.4 million relocations to do at each start
  # (228 ms for `housewright --version`, 119 ms without), and the tests start it thousands of times.
  target_compile_options(housewright_options INTERFACE -fno-pie)
  target_link_options(housewright_options INTERFACE -no-pie)
  # Those two are most of UBSan's checks, and more than a quarter of the compile time. The product has them; in the tests' own
  # code AddressSanitizer stops at the first use of a null pointer.
  target_compile_options(housewright_options INTERFACE
    "$<$<BOOL:$<TARGET_PROPERTY:HOUSEWRIGHT_TEST_CODE>>:-fno-sanitize=null,alignment>")
endif()

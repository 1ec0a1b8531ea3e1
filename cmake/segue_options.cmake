# What every target of ours is compiled with; users of the library see none of it.
add_library(segue_options INTERFACE)
target_compile_features(segue_options INTERFACE cxx_std_20)
target_compile_options(segue_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Woverloaded-virtual -Wextra-semi)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # False for coroutine frames: g++ 12 inlines the promise's operator new and not its delete.
    target_compile_options(segue_options INTERFACE -Wno-mismatched-new-delete)
    if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
        # False at -O2 for texts put together with operator+ and insert: GCC's bug 105329.
        target_compile_options(segue_options INTERFACE -Wno-restrict)
    endif()
    if(CMAKE_UNITY_BUILD)
        # What a batch includes is a source file, not a header: its anonymous namespaces are its own.
        target_compile_options(segue_options INTERFACE -Wno-subobject-linkage)
    endif()
endif()
if(SEGUE_WARNINGS_AS_ERRORS)
    target_compile_options(segue_options INTERFACE -Werror)
endif()

if(SEGUE_SANITIZE)
    # For tests that measure memory, or a time that a sanitizer multiplies.
    target_compile_definitions(segue_options INTERFACE SEGUE_TEST_SANITIZED)
endif()
if(SEGUE_SANITIZE STREQUAL "address-undefined")
    # Asio recycles coroutine frames, which hides reads of dead frames from ASan: recycling goes off.
    target_compile_options(segue_options INTERFACE
        -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_compile_definitions(segue_options INTERFACE
        BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING BOOST_ASIO_DISABLE_SMALL_BLOCK_RECYCLING)
    target_link_options(segue_options INTERFACE -fsanitize=address,undefined)
elseif(SEGUE_SANITIZE STREQUAL "thread")
    target_compile_options(segue_options INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        target_compile_options(segue_options INTERFACE -Wno-tsan)
    endif()
    target_link_options(segue_options INTERFACE -fsanitize=thread)
elseif(SEGUE_SANITIZE)
    message(FATAL_ERROR "SEGUE_SANITIZE must be address-undefined, thread or empty, not '${SEGUE_SANITIZE}'")
endif()

if(SEGUE_FUZZ)
    if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        message(FATAL_ERROR "SEGUE_FUZZ needs clang: libFuzzer is part of it")
    endif()
    # Coverage counters everywhere, so that the fuzzer sees what an input reaches inside the library.
    target_compile_options(segue_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# After how many seconds a test counts as hanging; sanitizers make some ten times as slow.
set(segue_test_timeout 300)
if(SEGUE_SANITIZE)
    set(segue_test_timeout 900)
endif()

# segue_add_test(NAME n LABEL l SOURCES ... [LINK ...] [ARGS ...]): one GoogleTest program, one CTest entry.
function(segue_add_test)
    cmake_parse_arguments(arg "" "NAME;LABEL" "SOURCES;LINK;ARGS" ${ARGN})
    add_executable(${arg_NAME} ${arg_SOURCES})
    target_include_directories(${arg_NAME} PRIVATE "${PROJECT_SOURCE_DIR}/lib" "${PROJECT_SOURCE_DIR}/test")
    target_link_libraries(${arg_NAME} PRIVATE segue_options ${arg_LINK} GTest::gmock_main)
    add_test(NAME ${arg_NAME} COMMAND ${arg_NAME} ${arg_ARGS})
    set_tests_properties(${arg_NAME} PROPERTIES LABELS ${arg_LABEL} TIMEOUT ${segue_test_timeout})
endfunction()

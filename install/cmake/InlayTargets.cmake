# How is a part of Inlay built and tested? inlay_library, inlay_program, inlay_test; and the table of hosts at the end of the configure step.

# Our own code's warnings; third-party headers come in as system includes.
add_library(inlay_flags INTERFACE)
target_compile_options(inlay_flags INTERFACE -Wall -Wextra -Wpedantic
    $<$<COMPILE_LANGUAGE:CXX>:-Wconversion;-Wsign-conversion;-Wshadow;-Wnon-virtual-dtor>)
if(INLAY_DEVELOPER)
    target_compile_options(inlay_flags INTERFACE -Werror)
endif()
if(INLAY_SANITIZER STREQUAL "address")
    add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
    add_link_options(-fsanitize=address,undefined)
elseif(INLAY_SANITIZER STREQUAL "thread")
    add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
    add_link_options(-fsanitize=thread)
elseif(INLAY_SANITIZER)
    message(FATAL_ERROR "INLAY_SANITIZER is 'address', 'thread' or empty, not '${INLAY_SANITIZER}'")
endif()

# What is installed reads bytes from strangers: tests/hosts/install looks whether it has these.
if(CMAKE_BUILD_TYPE MATCHES "^(Release|RelWithDebInfo|MinSizeRel)$" AND NOT INLAY_SANITIZER AND NOT INLAY_FUZZ)
    add_compile_options(-fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|i.86)$")
        add_compile_options(-fcf-protection)
    endif()
    add_link_options(-Wl,-z,relro -Wl,-z,now)
endif()

if(INLAY_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# inlay_library(inlay_image SOURCES a.cpp ... PUBLIC x PRIVATE y): a static library of one folder.
function(inlay_library name)
    cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(${name} STATIC ${arg_SOURCES})
    target_link_libraries(${name} PUBLIC ${arg_PUBLIC} PRIVATE inlay_flags ${arg_PRIVATE})
endfunction()

# inlay_test(image_tests SOURCES a_test.cpp ... LINK inlay_image [LABELS unit]): a GoogleTest program, each of its sentences a CTest test.
function(inlay_test name)
    cmake_parse_arguments(arg "" "" "SOURCES;LINK;LABELS" ${ARGN})
    if(NOT arg_LABELS)
        set(arg_LABELS unit)
    endif()
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE inlay_flags inlay_test_main inlay_test_support ${arg_LINK})
    # ThreadSanitizer takes about ten times as long, and more on whole pictures.
    set(limit 120)
    if(INLAY_SANITIZER)
        set(limit 1800)
    endif()
    # Two slots: they work, while the editors' tests mostly wait (tests/README.md).
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST TEST_PREFIX ${name}. PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${limit} PROCESSORS 2)
endfunction()

# inlay_host(<name> BUILT|SKIPPED <why>): a row of the table at the end of the configure step.
function(inlay_host name state why)
    set_property(GLOBAL APPEND PROPERTY INLAY_HOSTS "${name}|${state}|${why}")
endfunction()

function(inlay_print_hosts)
    get_property(rows GLOBAL PROPERTY INLAY_HOSTS)
    message(STATUS "")
    message(STATUS "Host              State     Why")
    foreach(row IN LISTS rows)
        string(REPLACE "|" ";" cells "${row}")
        list(GET cells 0 name)
        list(GET cells 1 state)
        list(GET cells 2 why)
        string(LENGTH "${name}" length)
        math(EXPR pad "18 - ${length}")
        string(REPEAT " " ${pad} space)
        string(LENGTH "${state}" state_length)
        math(EXPR state_pad "10 - ${state_length}")
        string(REPEAT " " ${state_pad} state_space)
        message(STATUS "${name}${space}${state}${state_space}${why}")
    endforeach()
    message(STATUS "")
endfunction()

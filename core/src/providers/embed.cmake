# Makes a C++ source out of a text file, so that the table of providers and its schema are data in the tree and part of the library at once.
#   cmake -DINPUT=providers.json -DOUTPUT=providers_json.cpp -DNAME=built_in_table_json -P embed.cmake
file(READ "${INPUT}" text)
string(FIND "${text}" ")inlay\"" clash)
if(NOT clash EQUAL -1)
    message(FATAL_ERROR "${INPUT} holds the end mark of the raw string literal")
endif()
get_filename_component(file "${INPUT}" NAME)
file(WRITE "${OUTPUT}" "// Made from ${file} by embed.cmake.\n#include \"built_in_table.h\"\n\nnamespace inlay {\nstd::string_view const ${NAME} = R\"inlay(${text})inlay\";\n}\n")

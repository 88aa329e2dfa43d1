# content/ is checked and embedded when the program is built; a broken file stops the build with its name and line.
# Debian's own python3 is asked for by its path: it has tomllib and the SQLite that the program will use.

find_program(DIGUE_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)

set(DIGUE_CONTENT_CPP ${CMAKE_BINARY_DIR}/content/embedded.cpp)
file(GLOB_RECURSE DIGUE_CONTENT_FILES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/content/*)
add_custom_command(
  OUTPUT ${DIGUE_CONTENT_CPP}
  COMMAND ${DIGUE_PYTHON} ${CMAKE_SOURCE_DIR}/tools/build_content.py
          --facts ${CMAKE_SOURCE_DIR}/src/posture/facts.sql --output ${DIGUE_CONTENT_CPP} ${CMAKE_SOURCE_DIR}/content
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/build_content.py ${CMAKE_SOURCE_DIR}/src/posture/facts.sql ${DIGUE_CONTENT_FILES}
  COMMENT "checking and embedding content/"
  VERBATIM)
set_source_files_properties(${DIGUE_CONTENT_CPP} PROPERTIES GENERATED ON SKIP_UNITY_BUILD_INCLUSION ON)

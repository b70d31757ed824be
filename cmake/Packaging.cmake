# Install rules and the .deb.
#
# bin/housewright, libexec/housewright/housewright-engine (FindLauncher of src/engine looks there), completions, the manual
# page, documents and examples, and share/housewright/install-engine with its pins: the engine library itself is 540 MiB and
# comes from npm.

install(TARGETS housewright RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS housewright-engine RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/housewright)

# The program itself prints its completions and its manual page, so that they cannot lag behind.
set(generated "${PROJECT_BINARY_DIR}/generated")
add_custom_command(
  OUTPUT ${generated}/housewright.bash ${generated}/_housewright ${generated}/housewright.fish ${generated}/housewright.1
  COMMAND ${CMAKE_COMMAND} -E make_directory ${generated}
  COMMAND housewright completion bash > ${generated}/housewright.bash
  COMMAND housewright completion zsh > ${generated}/_housewright
  COMMAND housewright completion fish > ${generated}/housewright.fish
  COMMAND housewright man-page > ${generated}/housewright.1
  DEPENDS housewright VERBATIM COMMENT "Completions and the manual page")
add_custom_target(housewright-generated ALL DEPENDS ${generated}/housewright.1)
install(FILES ${generated}/housewright.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        RENAME housewright)
install(FILES ${generated}/_housewright DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${generated}/housewright.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${generated}/housewright.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)

install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(DIRECTORY docs/guide docs/reference DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DOCDIR}
        PATTERN .secrets EXCLUDE PATTERN .housewright EXCLUDE)

install(PROGRAMS scripts/install-engine DESTINATION ${CMAKE_INSTALL_DATADIR}/housewright)
install(FILES packaging/engine/package.json packaging/engine/package-lock.json packaging/engine/SHA256SUMS
        DESTINATION ${CMAKE_INSTALL_DATADIR}/housewright/engine)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME housewright)
set(CPACK_PACKAGE_VENDOR "The Housewright authors")
set(CPACK_PACKAGE_CONTACT "The Housewright authors")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Loaded by the first connection that wants TLS (docs/adr/0009), where shlibdeps does not see it.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libssl3 (>= 3.0.0)")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Schema migrations for ClickHouse
 Housewright applies a graph of revisions written in raw SQL to ClickHouse, up
 and down, keeps a journal that survives a crash at any statement, and can
 rehearse revisions on an embedded ClickHouse.")
# For share/housewright/install-engine; nothing else needs it.
set(CPACK_DEBIAN_PACKAGE_SUGGESTS npm)
# The authorities that https:// targets without a ca_file are checked against.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS ca-certificates)
include(CPack)

# What `cmake --install` puts where: libraries, public headers, the package for find_package and for pkg-config, the
# emulator's program, licence and readme. Everything is relative to the prefix, which may be moved afterwards.
include(CMakePackageConfigHelpers)

set(segue_package_folder "${CMAKE_INSTALL_LIBDIR}/cmake/segue")
set(segue_components core discogs testing)
set(segue_headers_left_out REGEX "/segue/emulator$" EXCLUDE)
if(SEGUE_BUILD_EMULATOR)
    list(APPEND segue_components emulator)
    set(segue_headers_left_out)
endif()

install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/segue" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
    COMPONENT development FILES_MATCHING PATTERN "*.hpp" ${segue_headers_left_out})
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/README.md" "${PROJECT_SOURCE_DIR}/CHANGELOG.md"
    DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT development)

# One export a component, so that a consumer loads only what it asks for.
foreach(name IN LISTS segue_components)
    set(targets segue_${name})
    if(name STREQUAL "emulator")
        list(APPEND targets segue-emulator)
    endif()
    install(TARGETS ${targets} EXPORT segue-${name}
        RUNTIME COMPONENT runtime
        LIBRARY COMPONENT runtime NAMELINK_COMPONENT development
        ARCHIVE COMPONENT development)
    install(EXPORT segue-${name} NAMESPACE segue:: FILE segue-${name}-targets.cmake
        DESTINATION "${segue_package_folder}" COMPONENT development)
endforeach()

# What a consumer of a static library has to find as well; a shared one has it behind it.
get_target_property(segue_library_type segue_core TYPE)
set(segue_is_static OFF)
if(segue_library_type STREQUAL "STATIC_LIBRARY")
    set(segue_is_static ON)
endif()
set(segue_needs_zlib OFF)
foreach(name IN LISTS segue_components)
    get_target_property(links segue_${name} LINK_LIBRARIES)
    if("ZLIB::ZLIB" IN_LIST links)
        set(segue_needs_zlib ON)
    endif()
endforeach()

configure_package_config_file(
    "${PROJECT_SOURCE_DIR}/cmake/segueConfig.cmake.in" "${PROJECT_BINARY_DIR}/segueConfig.cmake"
    INSTALL_DESTINATION "${segue_package_folder}"
    NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/segueConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/segueConfig.cmake" "${PROJECT_BINARY_DIR}/segueConfigVersion.cmake"
    DESTINATION "${segue_package_folder}" COMPONENT development)

# --- pkg-config -----------------------------------------------------------------------------------------------------
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}" OR IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
    set(pc_prefix "${CMAKE_INSTALL_PREFIX}")
    set(pc_libdir "${CMAKE_INSTALL_FULL_LIBDIR}")
    set(pc_includedir "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
else()
    file(RELATIVE_PATH pc_up "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
    string(REGEX REPLACE "/$" "" pc_up "${pc_up}")
    set(pc_prefix "\${pcfiledir}/${pc_up}")
    set(pc_libdir "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
    set(pc_includedir "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()

# segue_add_pkg_config(NAME DESCRIPTION REQUIRES REQUIRES_PRIVATE LIBS_PRIVATE): lists; Boost has no .pc of its own.
# The private ones come with `pkg-config --static`, which a consumer of the static libraries asks for.
function(segue_add_pkg_config pc_name pc_description requires requires_private libs_private)
    if(segue_needs_zlib AND requires_private)
        list(APPEND requires_private zlib)
    endif()
    list(JOIN requires ", " pc_requires)
    list(JOIN requires_private ", " pc_requires_private)
    list(JOIN libs_private " " pc_libs_private)
    configure_file("${PROJECT_SOURCE_DIR}/cmake/segue.pc.in" "${PROJECT_BINARY_DIR}/segue-${pc_name}.pc" @ONLY)
    install(FILES "${PROJECT_BINARY_DIR}/segue-${pc_name}.pc"
        DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT development)
endfunction()

segue_add_pkg_config(core "Core of Segue, an SDK for music web APIs"
    "" "openssl;sqlite3" "-lboost_json;-lboost_url;-pthread")
segue_add_pkg_config(discogs "The Discogs API" "segue-core" "" "-lboost_json;-lboost_url")
segue_add_pkg_config(testing "Transports in memory and on tape, manual clock: for tests of programs with Segue"
    "segue-core" "" "-lboost_json;-lboost_url")
if(SEGUE_BUILD_EMULATOR)
    segue_add_pkg_config(emulator "The Discogs API on a loopback port, for tests"
        "" "openssl" "-lboost_json;-pthread")
endif()

# segue_library(core): the target segue_core, called segue::core here and where it is installed, in libsegue-core.
# Static unless BUILD_SHARED_LIBS says otherwise. docs/adr/0005 has the why of visibility and versions.
function(segue_library name)
    set(target segue_${name})
    add_library(${target})
    add_library(segue::${name} ALIAS ${target})
    target_compile_features(${target} PUBLIC cxx_std_20)
    target_include_directories(${target} PUBLIC
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
        $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    set_target_properties(${target} PROPERTIES
        EXPORT_NAME ${name}
        OUTPUT_NAME segue-${name}
        VERSION ${PROJECT_VERSION}
        # Before 1.0 a minor version may change anything.
        SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
        POSITION_INDEPENDENT_CODE ON
        VISIBILITY_INLINES_HIDDEN ON
        # No macro says whether we are being built: objects of static and shared builds are the same.
        DEFINE_SYMBOL ""
        # Our libraries find each other wherever they are moved to together.
        INSTALL_RPATH "$ORIGIN")
    if(BUILD_SHARED_LIBS AND NOT SEGUE_SANITIZE AND NOT APPLE)
        target_link_options(${target} PRIVATE LINKER:-z,defs) # a dependency that is not named fails here
    endif()
    if(NOT PROJECT_IS_TOP_LEVEL AND NOT SEGUE_INSTALL)
        set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON) # built when somebody links it
    endif()
endfunction()

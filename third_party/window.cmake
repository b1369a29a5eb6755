# What the window is made of: GLFW, CLI11, spdlog (system), glad (generated), Dear ImGui, ImPlot and
# portable-file-dialogs (imgui-bundle's source). Panels compile once, against zscope::imgui_headers;
# an executable picks zscope::imgui or, in UI tests, zscope::imgui_test.
set(ZSCOPE_IMGUI_ROOT "" CACHE PATH "Folder with imgui-bundle's source (empty: obtain)")
find_package(glfw3 3.3 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(spdlog REQUIRED)
find_package(X11 REQUIRED COMPONENTS Xrandr)  # ImGui's GLFW backend sets window hints itself
add_library(zscope::glfw ALIAS glfw)
add_library(zscope::cli11 ALIAS CLI11::CLI11)
add_library(zscope::spdlog ALIAS spdlog::spdlog)

if(ZSCOPE_IMGUI_ROOT)
    set(bundle ${ZSCOPE_IMGUI_ROOT})
else()
    zscope_obtain(imgui-bundle bundle)
endif()
set(bundle_external ${bundle}/external)
set(ZSCOPE_BUNDLE ${bundle} CACHE INTERNAL "imgui-bundle's source")
set(imgui ${bundle_external}/imgui/imgui)
set(implot ${bundle_external}/implot/implot)
set(test_engine ${bundle_external}/imgui_test_engine/imgui_test_engine)
if(NOT EXISTS ${imgui}/imgui.h)
    message(FATAL_ERROR "no Dear ImGui in ${bundle}: external/imgui/imgui/imgui.h is not there")
endif()

# OpenGL 3.3 core's functions, loaded by hand, so that a table of no-ops can stand in for GL.
zscope_obtain(glad glad_packages)
set(ZSCOPE_GLAD_PACKAGES ${glad_packages} CACHE INTERNAL "glad2 and what it needs")
set(glad ${PROJECT_BINARY_DIR}/third_party/glad)
add_custom_command(OUTPUT ${glad}/src/gl.c ${glad}/include/glad/gl.h
    COMMAND ${CMAKE_COMMAND} -E env PYTHONPATH=${glad_packages} PYTHONDONTWRITEBYTECODE=1
            ${Python3_EXECUTABLE} -m glad --quiet --reproducible --api gl:core=3.3 --extensions ""
            --out-path ${glad} c
    VERBATIM)
file(MAKE_DIRECTORY ${glad}/include)
add_library(zscope_glad STATIC ${glad}/src/gl.c ${glad}/include/glad/gl.h)
target_include_directories(zscope_glad SYSTEM PUBLIC ${glad}/include)
add_library(zscope::glad ALIAS zscope_glad)

add_library(zscope_imgui_headers INTERFACE)
target_include_directories(zscope_imgui_headers SYSTEM INTERFACE
    ${imgui} ${imgui}/backends ${imgui}/misc/cpp ${implot})
# ImPlot's long series need 32-bit indices.
target_compile_definitions(zscope_imgui_headers INTERFACE
    "ImDrawIdx=unsigned int" IMGUI_DISABLE_OBSOLETE_FUNCTIONS)
add_library(zscope::imgui_headers ALIAS zscope_imgui_headers)

set(imgui_sources
    ${imgui}/imgui.cpp ${imgui}/imgui_stacklayout.cpp ${imgui}/imgui_draw.cpp
    ${imgui}/imgui_tables.cpp ${imgui}/imgui_widgets.cpp ${imgui}/misc/cpp/imgui_stdlib.cpp
    ${imgui}/backends/imgui_impl_glfw.cpp ${imgui}/backends/imgui_impl_opengl3.cpp
    ${implot}/implot.cpp ${implot}/implot_items.cpp)
# The custom loader's define includes nothing by itself.
set_source_files_properties(${imgui}/backends/imgui_impl_opengl3.cpp PROPERTIES
    COMPILE_DEFINITIONS IMGUI_IMPL_OPENGL_LOADER_CUSTOM
    COMPILE_OPTIONS "-include;glad/gl.h")

add_library(zscope_imgui STATIC ${imgui_sources})
target_link_libraries(zscope_imgui PUBLIC zscope_imgui_headers zscope_glad glfw X11::X11)
add_library(zscope::imgui ALIAS zscope_imgui)

if(ZSCOPE_TESTS)
    # The instrumented twin. The test engine's licence is free for open-source work but not for all:
    # in the UI tests only, never in the program.
    set(te ${test_engine}/imgui_test_engine)
    add_library(zscope_imgui_test STATIC ${imgui_sources}
        ${te}/imgui_capture_tool.cpp ${te}/imgui_te_context.cpp ${te}/imgui_te_coroutine.cpp
        ${te}/imgui_te_engine.cpp ${te}/imgui_te_exporters.cpp ${te}/imgui_te_perftool.cpp
        ${te}/imgui_te_ui.cpp ${te}/imgui_te_utils.cpp)
    target_include_directories(zscope_imgui_test SYSTEM PUBLIC ${test_engine} ${te})
    target_compile_definitions(zscope_imgui_test PUBLIC
        IMGUI_ENABLE_TEST_ENGINE IMGUI_TEST_ENGINE_ENABLE_COROUTINE_STDTHREAD_IMPL=1
        IMGUI_TEST_ENGINE_ENABLE_STD_FUNCTION=1)
    target_link_libraries(zscope_imgui_test
        PUBLIC zscope_imgui_headers zscope_glad glfw X11::X11 Threads::Threads)
    add_library(zscope::imgui_test ALIAS zscope_imgui_test)
endif()

add_library(zscope_portable_file_dialogs INTERFACE)
target_include_directories(zscope_portable_file_dialogs SYSTEM INTERFACE
    ${bundle_external}/portable_file_dialogs/portable_file_dialogs)
add_library(zscope::portable_file_dialogs ALIAS zscope_portable_file_dialogs)

include(fonts.cmake)

# zscope::fonts: the window's fonts as bytes in the program (zscope_fonts.h), and the names of the
# icons (IconsFontAwesome6.h). Inter and JetBrains Mono come from the system, the icons from
# imgui-bundle.
set(font_hint "install the packages fonts-inter and fonts-jetbrains-mono")
set(font_folders
    /usr/share/fonts/opentype/inter /usr/share/fonts/truetype/inter
    /usr/share/fonts/truetype/jetbrains-mono)
function(zscope_find_font variable)
    find_file(${variable} NAMES ${ARGN} PATHS ${font_folders} NO_DEFAULT_PATH)
    if(NOT ${variable})
        message(FATAL_ERROR "the font ${ARGN} is not there: ${font_hint}")
    endif()
endfunction()
zscope_find_font(ZSCOPE_FONT_INTER_REGULAR Inter-Regular.otf Inter-Regular.ttf)
zscope_find_font(ZSCOPE_FONT_INTER_SEMIBOLD Inter-SemiBold.otf Inter-SemiBold.ttf)
zscope_find_font(ZSCOPE_FONT_JETBRAINS_MONO JetBrainsMono-Regular.ttf)
set(hello_imgui ${bundle_external}/hello_imgui/hello_imgui)
set(ZSCOPE_FONT_ICONS ${hello_imgui}/hello_imgui_assets/fonts/Font_Awesome_6_Free-Solid-900.otf)

set(fonts ${PROJECT_BINARY_DIR}/third_party/fonts)
configure_file(zscope_fonts.c.in ${fonts}/zscope_fonts.c @ONLY)
configure_file(zscope_fonts.h ${fonts}/include/zscope_fonts.h COPYONLY)
configure_file(${hello_imgui}/src/hello_imgui/icons_font_awesome_6.h
    ${fonts}/include/IconsFontAwesome6.h COPYONLY)
set_source_files_properties(${fonts}/zscope_fonts.c PROPERTIES OBJECT_DEPENDS
    "${ZSCOPE_FONT_INTER_REGULAR};${ZSCOPE_FONT_INTER_SEMIBOLD};${ZSCOPE_FONT_JETBRAINS_MONO};${ZSCOPE_FONT_ICONS}")
add_library(zscope_fonts STATIC ${fonts}/zscope_fonts.c)
target_include_directories(zscope_fonts SYSTEM PUBLIC ${fonts}/include)
# A compiler cache does not see the files that .incbin names.
set_target_properties(zscope_fonts PROPERTIES C_COMPILER_LAUNCHER "")
add_library(zscope::fonts ALIAS zscope_fonts)

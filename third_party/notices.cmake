# zscope_share: what lies beside the program in share/zscope. THIRD_PARTY_NOTICES is made from what
# is compiled in (listed here) and from the shared libraries that the program names (read from it).
# imgui_test_engine is in the UI tests only, not in the program.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(external ${ZSCOPE_BUNDLE}/external)
set(notice_parts
    "Dear ImGui=${external}/imgui/imgui/LICENSE.txt"
    "ImPlot=${external}/implot/implot/LICENSE"
    "portable-file-dialogs (WTFPL 2)=${external}/hello_imgui/hello_imgui/src/hello_imgui/internal/whereami/LICENSE.WTFPLv2"
    "Dear ImGui Bundle, which carries Font Awesome 6 Free (the font: SIL OFL 1.1, text below with Inter)=${ZSCOPE_BUNDLE}/LICENSE"
    "glad and the Khronos specifications=${ZSCOPE_GLAD_PACKAGES}/glad2-2.0.8.dist-info/LICENSE"
    "gan-face-generate, the default model, trained on DigiFace-1M (the data set: as far as known, for non-commercial research)=${ZSCOPE_DIGIFACE}/gan_face_generate-1.1.1.dist-info/licenses/LICENSE")
foreach(package fonts-inter fonts-jetbrains-mono nlohmann-json3-dev libcli11-dev libstb-dev libeigen3-dev)
    if(EXISTS /usr/share/doc/${package}/copyright)
        list(APPEND notice_parts "${package}=/usr/share/doc/${package}/copyright")
    endif()
endforeach()
foreach(folder torch-2.15.0 nvidia_cuda_runtime-13.2.86 nvidia_cuda_cupti-13.2.86)
    # A person's own LibTorch keeps its licence with itself.
    if(EXISTS ${ZSCOPE_TORCH}/../${folder}.dist-info/licenses)
        list(APPEND notice_parts "${folder}=${ZSCOPE_TORCH}/../${folder}.dist-info/licenses")
    endif()
endforeach()
list(TRANSFORM notice_parts PREPEND "--part;" OUTPUT_VARIABLE notice_arguments)

set(notices ${PROJECT_BINARY_DIR}/share/zscope/THIRD_PARTY_NOTICES)
add_custom_command(OUTPUT ${notices}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/notices.py
            --program $<TARGET_FILE:zscope>
            --program $<TARGET_FILE:zscope_reader> --out ${notices} ${notice_arguments}
    DEPENDS zscope zscope_reader ${CMAKE_CURRENT_LIST_DIR}/notices.py VERBATIM)
add_custom_target(zscope_share ALL DEPENDS ${notices})
add_dependencies(zscope_share zscope_default_model zscope_own_models)

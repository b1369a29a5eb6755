# The default model: the generator of the package gan-face-generate, copied next to the program.
# ZSCOPE_DEFAULT_MODEL is the copy, for tests; the target zscope_default_model makes it.
zscope_obtain(digiface digiface)
set(ZSCOPE_DIGIFACE ${digiface} CACHE INTERNAL "The package gan-face-generate")
set(ZSCOPE_DEFAULT_MODEL ${PROJECT_BINARY_DIR}/share/zscope/models/digiface.pth
    CACHE INTERNAL "The default model")
set(weights ${digiface}/gan_face_generate/weights.tar)
add_custom_command(OUTPUT ${ZSCOPE_DEFAULT_MODEL} DEPENDS ${weights}
    COMMAND ${CMAKE_COMMAND} -E copy ${weights} ${ZSCOPE_DEFAULT_MODEL} VERBATIM)
add_custom_target(zscope_default_model ALL DEPENDS ${ZSCOPE_DEFAULT_MODEL})

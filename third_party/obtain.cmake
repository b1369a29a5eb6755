# zscope_obtain(GROUP VARIABLE): the folder of a group of packages.lock, obtained if it is not there.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

# A changed pin takes effect at the next build.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
    ${CMAKE_CURRENT_LIST_DIR}/packages.lock ${CMAKE_CURRENT_LIST_DIR}/obtain.py)
set(ZSCOPE_OBTAIN ${CMAKE_CURRENT_LIST_DIR}/obtain.py)

function(zscope_obtain group variable)
    execute_process(COMMAND ${Python3_EXECUTABLE} ${ZSCOPE_OBTAIN} ${group}
        OUTPUT_VARIABLE folder OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE result)
    if(NOT result EQUAL 0)
        message(FATAL_ERROR "${group} could not be obtained: the line above says why")
    endif()
    # A cache folder that somebody emptied is filled again at the next build.
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${folder}/.obtained)
    set(${variable} ${folder} PARENT_SCOPE)
endfunction()

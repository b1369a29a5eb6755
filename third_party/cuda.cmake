# zscope::torch_cuda: LibTorch's CUDA part, for the module in core/engine/cuda alone; the program
# links nothing of CUDA. It is defined where the CUDA toolkit (nvcc and headers) is, and is of the
# CUDA version that LibTorch was built for: the major numbers must agree, since module and LibTorch
# share one libcudart.so.MAJOR. Included by core/engine, so that CUDA is a language only there.
set(ZSCOPE_CUDA_MODULE AUTO CACHE STRING
    "Build libzscope_cuda.so: AUTO (where the CUDA toolkit is), ON, OFF")
set_property(CACHE ZSCOPE_CUDA_MODULE PROPERTY STRINGS AUTO ON OFF)

# Why not, or empty.
function(zscope_find_cuda problem)
    set(libraries ${ZSCOPE_TORCH}/lib/libtorch_cuda.so ${ZSCOPE_TORCH}/lib/libc10_cuda.so)
    foreach(library ${libraries})
        if(NOT EXISTS ${library})
            set(${problem} "this LibTorch has no CUDA part" PARENT_SCOPE)
            return()
        endif()
    endforeach()
    file(STRINGS ${ZSCOPE_TORCH}/lib/libc10_cuda.so runtime REGEX "libcudart\\.so\\.[0-9]+"
        LIMIT_COUNT 1)
    string(REGEX MATCH "libcudart\\.so\\.([0-9]+)" found "${runtime}")
    set(wanted ${CMAKE_MATCH_1})
    include(CheckLanguage)
    check_language(CUDA)
    if(NOT CMAKE_CUDA_COMPILER)
        set(${problem} "no CUDA toolkit, or its nvcc does not work with this compiler" PARENT_SCOPE)
        return()
    endif()
    find_package(CUDAToolkit)
    if(NOT CUDAToolkit_FOUND OR NOT CUDAToolkit_VERSION_MAJOR EQUAL wanted)
        set(${problem} "the CUDA toolkit is ${CUDAToolkit_VERSION}, LibTorch wants ${wanted}"
            PARENT_SCOPE)
        return()
    endif()
    set(${problem} "" PARENT_SCOPE)
endfunction()

set(cuda_problem "ZSCOPE_CUDA_MODULE is OFF")
if(ZSCOPE_CUDA_MODULE)
    zscope_find_cuda(cuda_problem)
endif()
if(cuda_problem)
    if(ZSCOPE_CUDA_MODULE AND NOT ZSCOPE_CUDA_MODULE STREQUAL AUTO)
        message(FATAL_ERROR "libzscope_cuda.so cannot be built: ${cuda_problem}")
    endif()
    message(STATUS "CUDA module: not built (${cuda_problem})")
    return()
endif()

# PTX of the oldest device that LibTorch supports: the driver translates it, and every newer one
# runs it.
if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
    set(CMAKE_CUDA_ARCHITECTURES 75-virtual)
endif()
set(CMAKE_CUDA_RUNTIME_LIBRARY None)
enable_language(CUDA)
find_package(CUDAToolkit REQUIRED)
message(STATUS "CUDA module: with toolkit ${CUDAToolkit_VERSION}")
add_library(zscope_torch_cuda INTERFACE)
target_include_directories(zscope_torch_cuda SYSTEM INTERFACE ${CUDAToolkit_INCLUDE_DIRS})
target_link_libraries(zscope_torch_cuda INTERFACE zscope_torch
    ${ZSCOPE_TORCH}/lib/libtorch_cuda.so ${ZSCOPE_TORCH}/lib/libc10_cuda.so CUDA::cudart)
add_library(zscope::torch_cuda ALIAS zscope_torch_cuda)

# zscope::torch: LibTorch. A person's own comes first (Torch_DIR, CMAKE_PREFIX_PATH, or
# ZSCOPE_TORCH_ROOT, a folder that holds torch/ and nvidia/ as the wheels unpack); else the pinned
# wheels. Its own TorchConfig.cmake is not used: that of a CUDA build demands the CUDA toolkit, and
# zscope links nothing of CUDA.
set(ZSCOPE_TORCH_ROOT "" CACHE PATH "Folder with LibTorch wheels, unpacked (empty: find or obtain)")
find_package(OpenMP REQUIRED COMPONENTS CXX)

if(ZSCOPE_TORCH_ROOT)
    set(torch_prefix ${ZSCOPE_TORCH_ROOT}/torch)
else()
    find_path(ZSCOPE_TORCH_PREFIX share/cmake/Torch/TorchConfig.cmake
        HINTS ${Torch_DIR}/../../.. PATHS ${CMAKE_PREFIX_PATH} NO_DEFAULT_PATH)
    if(ZSCOPE_TORCH_PREFIX)
        get_filename_component(torch_prefix ${ZSCOPE_TORCH_PREFIX} ABSOLUTE)
    else()
        zscope_obtain(libtorch torch_root)
        set(torch_prefix ${torch_root}/torch)
    endif()
endif()
foreach(library torch_cpu c10)
    if(NOT EXISTS ${torch_prefix}/lib/lib${library}.so)
        message(FATAL_ERROR "no LibTorch in ${torch_prefix}: lib/lib${library}.so is not there")
    endif()
endforeach()
set(ZSCOPE_TORCH ${torch_prefix} CACHE INTERNAL "LibTorch")
message(STATUS "LibTorch: ${torch_prefix}")

# LibTorch ships the headers of its own fmt, without the library, and they would hide ours: a view
# of its headers without them.
set(torch_headers ${CMAKE_CURRENT_BINARY_DIR}/torch_headers)
file(REMOVE_RECURSE ${torch_headers})
file(MAKE_DIRECTORY ${torch_headers})
file(GLOB torch_folders ${torch_prefix}/include/*)
list(REMOVE_ITEM torch_folders ${torch_prefix}/include/fmt)
foreach(path ${torch_folders})
    get_filename_component(folder ${path} NAME)
    file(CREATE_LINK ${path} ${torch_headers}/${folder} SYMBOLIC)
endforeach()

add_library(zscope_torch INTERFACE)
target_include_directories(zscope_torch SYSTEM INTERFACE
    ${torch_headers} ${torch_headers}/torch/csrc/api/include)
target_link_libraries(zscope_torch INTERFACE
    ${torch_prefix}/lib/libtorch_cpu.so ${torch_prefix}/lib/libc10.so)
# libtorch_cpu names CUDA libraries that nothing here calls.
target_link_options(zscope_torch INTERFACE
    -Wl,--allow-shlib-undefined
    -Wl,-rpath,${torch_prefix}/lib -Wl,-rpath,${torch_prefix}/../nvidia/cu13/lib)
# at::parallel_for is a template: without -fopenmp it runs serially, silently. The runtime is
# libgomp.so.1 by name, of which the loader takes LibTorch's copy for all.
target_compile_options(zscope_torch INTERFACE -fopenmp)
target_link_options(zscope_torch INTERFACE -fopenmp)
add_library(zscope::torch ALIAS zscope_torch)

# zscope::torch: LibTorch from ZSCOPE_TORCH_ROOT, a folder that holds torch/ and nvidia/.
set(ZSCOPE_TORCH_ROOT "" CACHE PATH "Folder with the unpacked LibTorch wheels")
find_package(OpenMP REQUIRED COMPONENTS CXX)
add_library(zscope_torch INTERFACE)
target_include_directories(zscope_torch SYSTEM INTERFACE
    ${ZSCOPE_TORCH_ROOT}/torch/include ${ZSCOPE_TORCH_ROOT}/torch/include/torch/csrc/api/include)
target_link_directories(zscope_torch INTERFACE ${ZSCOPE_TORCH_ROOT}/torch/lib)
target_link_libraries(zscope_torch INTERFACE torch_cpu c10)
target_link_options(zscope_torch INTERFACE
    -Wl,--allow-shlib-undefined
    -Wl,-rpath,${ZSCOPE_TORCH_ROOT}/torch/lib -Wl,-rpath,${ZSCOPE_TORCH_ROOT}/nvidia/cu13/lib)
# at::parallel_for is a template: without -fopenmp it runs serially, silently.
target_compile_options(zscope_torch INTERFACE -fopenmp)
add_library(zscope::torch ALIAS zscope_torch)

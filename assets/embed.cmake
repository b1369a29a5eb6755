# Writes OUT: the text of each of FILES (paths below ROOT, with | between them) as C++.
string(REPLACE "|" ";" files "${FILES}")
set(table "")
foreach(file IN LISTS files)
    file(READ "${ROOT}/${file}" content)
    string(APPEND table "    {\"${file}\", R\"embedded(${content})embedded\"},\n")
endforeach()
file(WRITE "${OUT}" "// Made by assets/embed.cmake.
#include <zscope_embedded.h>

#include <stdexcept>
#include <string>

namespace zscope {

namespace {

struct File {
    std::string_view path, text;
};
constexpr File kFiles[] = {
${table}};

}  // namespace

std::string_view embedded_file(std::string_view path) {
    for (const File& file : kFiles) {
        if (file.path == path) return file.text;
    }
    throw std::logic_error(\"not embedded: \" + std::string(path));
}

}  // namespace zscope
")

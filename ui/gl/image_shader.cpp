// SPDX-License-Identifier: MIT
#include "ui/gl/image_shader.h"

#include <fmt/format.h>
#include <glad/gl.h>
#include <zscope_embedded.h>

#include <array>
#include <utility>

#include "core/base/check.h"

namespace zscope::ui {

namespace {

ImageShader*& current() {
    static ImageShader* instance = nullptr;  // UI thread only; one window per process
    return instance;
}

// What went wrong, or empty.
std::string compile(GLuint shader, std::string_view path) {
    const std::string_view text = embedded_file(path);
    const GLchar* start = text.data();
    const auto length = static_cast<GLint>(text.size());
    glShaderSource(shader, 1, &start, &length);
    glCompileShader(shader);
    GLint done = GL_FALSE;
    glGetShaderiv(shader, GL_COMPILE_STATUS, &done);
    if (done == GL_TRUE) return {};
    std::array<GLchar, 2048> log{};
    glGetShaderInfoLog(shader, static_cast<GLsizei>(log.size()), nullptr, log.data());
    return fmt::format("{}: {}", path, log.data());
}

std::string link(GLuint program) {
    glLinkProgram(program);
    GLint done = GL_FALSE;
    glGetProgramiv(program, GL_LINK_STATUS, &done);
    if (done == GL_TRUE) return {};
    std::array<GLchar, 2048> log{};
    glGetProgramInfoLog(program, static_cast<GLsizei>(log.size()), nullptr, log.data());
    return fmt::format("shaders/image: {}", log.data());
}

}  // namespace

// What one tile needs; copied into the draw list.
struct ImageShader::Look {
    ImVec2 corner, texels_per_pixel;
    TileAtlas::Texels tile;
    bool smooth;
};

ImageShader::ImageShader() {
    ZSCOPE_CHECK(current() == nullptr, "one at a time");
    current() = this;
}

ImageShader::~ImageShader() {
    if (program_ != 0) glDeleteProgram(program_);
    current() = nullptr;
}

const std::string& ImageShader::error() {
    static const std::string none;
    return current() == nullptr ? none : current()->error_;
}

// The vertices are laid out for ImGui's program: ours takes them at the same places.
void ImageShader::build(GLuint program_of_imgui) {
    const GLuint program = glCreateProgram();
    for (const char* name : {"Position", "Color"}) {
        const GLint place = glGetAttribLocation(program_of_imgui, name);
        glBindAttribLocation(program, static_cast<GLuint>(place), name);
    }
    for (const auto& [kind, path] : {std::pair{GL_VERTEX_SHADER, "shaders/image.vert.glsl"},
                                     std::pair{GL_FRAGMENT_SHADER, "shaders/image.frag.glsl"}}) {
        const GLuint shader = glCreateShader(static_cast<GLenum>(kind));
        const std::string problem = compile(shader, path);
        if (error_.empty()) error_ = problem;
        glAttachShader(program, shader);
        glDeleteShader(shader);  // with the program
    }
    if (error_.empty()) error_ = link(program);
    if (error_.empty()) {
        program_ = program;
    } else {
        glDeleteProgram(program);
    }
}

void ImageShader::set_up(const Look& look) {
    GLint program_of_imgui = 0;
    glGetIntegerv(GL_CURRENT_PROGRAM, &program_of_imgui);
    if (!std::exchange(tried_, true)) build(static_cast<GLuint>(program_of_imgui));
    if (program_ == 0) return;  // ImGui's own goes on
    std::array<GLfloat, 16> projection{};
    const auto imgui = static_cast<GLuint>(program_of_imgui);
    glGetUniformfv(imgui, glGetUniformLocation(imgui, "ProjMtx"), projection.data());
    glUseProgram(program_);
    const auto place = [this](const char* name) { return glGetUniformLocation(program_, name); };
    glUniformMatrix4fv(place("projection"), 1, GL_FALSE, projection.data());
    glUniform1i(place("image"), 0);
    glUniform2f(place("corner"), look.corner.x, look.corner.y);
    glUniform2f(place("texels_per_pixel"), look.texels_per_pixel.x, look.texels_per_pixel.y);
    glUniform4i(place("tile"), look.tile.x, look.tile.y, look.tile.x + look.tile.width - 1,
                look.tile.y + look.tile.height - 1);
    glUniform1i(place("smoothly"), look.smooth ? 1 : 0);
}

void ImageShader::use(const ImDrawList*, const ImDrawCmd* command) {
    if (current() == nullptr) return;
    current()->set_up(*static_cast<const Look*>(command->UserCallbackData));
}

void draw_tile(ImDrawList& draw, const TileAtlas& atlas, std::size_t tile, ImVec2 low,
               ImVec2 high) {
    const bool ours = current() != nullptr && high.x > low.x && high.y > low.y;
    if (ours) {
        const TileAtlas::Texels texels = atlas.texels(tile);
        ImageShader::Look look{low,
                               ImVec2(static_cast<float>(texels.width) / (high.x - low.x),
                                      static_cast<float>(texels.height) / (high.y - low.y)),
                               texels, atlas.smooth()};
        draw.AddCallback(ImageShader::use, &look, sizeof look);
    }
    draw.AddImage(atlas.texture(), low, high, atlas.uv_min(tile), atlas.uv_max(tile));
    if (ours) draw.AddCallback(ImDrawCallback_ResetRenderState, nullptr);
}

}  // namespace zscope::ui

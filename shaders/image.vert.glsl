#version 330 core
// SPDX-License-Identifier: MIT
// One tile of an atlas, enlarged or made smaller: where each screen pixel lies in it, in texels.
// Reckoned from the position, not from the texture coordinate, which is not exact enough at 64×.

uniform mat4 projection;
uniform vec2 corner;            // of the tile on the screen, upper left, in pixels
uniform vec2 texels_per_pixel;
uniform ivec4 tile;             // first and last texel of it

in vec2 Position;
in vec4 Color;
out vec2 texel;
out vec4 tint;

void main() {
    texel = vec2(tile.xy) + (Position - corner) * texels_per_pixel;
    tint = Color;
    gl_Position = projection * vec4(Position, 0.0, 1.0);
}

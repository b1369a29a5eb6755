#version 330 core
// SPDX-License-Identifier: MIT
// Enlarged: every texel as it is, its edges one pixel soft where they lie between pixels; or smooth,
// bicubic with Catmull-Rom's weights, which goes through the texels. Made smaller: the mean of the
// texels that a pixel covers.

uniform sampler2D image;
uniform vec2 texels_per_pixel;
uniform ivec4 tile;  // first and last texel: nothing outside is ever read
uniform bool smoothly;

in vec2 texel;
in vec4 tint;
out vec4 color;

vec4 at(ivec2 place) {
    return texelFetch(image, clamp(place, tile.xy, tile.zw), 0);
}

vec4 covered() {
    ivec2 count = clamp(ivec2(ceil(texels_per_pixel)), ivec2(1), ivec2(16));
    vec4 sum = vec4(0.0);
    for (int y = 0; y < count.y; ++y) {
        for (int x = 0; x < count.x; ++x) {
            vec2 part = (vec2(x, y) + 0.5) / vec2(count) - 0.5;
            sum += at(ivec2(floor(texel + part * texels_per_pixel)));
        }
    }
    return sum / float(count.x * count.y);
}

vec4 sharp() {
    vec2 from = floor(texel - 0.5);
    // How much of the pixel lies beyond the edge between two texels.
    vec2 beyond = clamp((texel - from - 1.0) / texels_per_pixel + 0.5, 0.0, 1.0);
    ivec2 place = ivec2(from);
    vec4 above = mix(at(place), at(place + ivec2(1, 0)), beyond.x);
    vec4 below = mix(at(place + ivec2(0, 1)), at(place + ivec2(1, 1)), beyond.x);
    return mix(above, below, beyond.y);
}

vec4 weights(float t) {
    float t2 = t * t, t3 = t2 * t;
    return 0.5 * vec4(-t3 + 2.0 * t2 - t, 3.0 * t3 - 5.0 * t2 + 2.0, -3.0 * t3 + 4.0 * t2 + t,
                      t3 - t2);
}

vec4 cubic() {
    vec2 from = floor(texel - 0.5);
    vec2 t = texel - 0.5 - from;
    vec4 across = weights(t.x), down = weights(t.y);
    vec4 sum = vec4(0.0);
    for (int y = 0; y < 4; ++y) {
        for (int x = 0; x < 4; ++x)
            sum += across[x] * down[y] * at(ivec2(from) + ivec2(x - 1, y - 1));
    }
    return sum;
}

void main() {
    bool smaller = max(texels_per_pixel.x, texels_per_pixel.y) > 1.0;
    vec4 seen = smaller ? covered() : smoothly ? cubic() : sharp();
    color = clamp(seen, 0.0, 1.0) * tint;
}

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes image_files.h: small files made by Pillow and ImageMagick, and the pixels that Pillow reads
from them. Needs Pillow 13 and ImageMagick 6; run by hand: make_image_files.py > image_files.h"""
import io
import subprocess
import sys

from PIL import Image, ImageOps


def pattern(mode, width=5, height=3):
    image = Image.new("RGBA", (width, height))
    for y in range(height):
        for x in range(width):
            image.putpixel((x, y), (50 * x, 100 * y, 255 - 60 * x, 255 - 40 * ((x + y) % 4)))
    if mode == "smooth":  # for lossy files: one plane per channel, 16x16
        image = Image.new("RGB", (16, 16))
        for y in range(16):
            for x in range(16):
                image.putpixel((x, y), (16 * x, 16 * y, 128))
        return image
    if mode == "I;16":
        grey = Image.new("I;16", (width, height))
        for y in range(height):
            for x in range(width):
                grey.putpixel((x, y), 257 * (17 * x + 60 * y) + 100)
        return grey
    return image.convert(mode)


def saved(image, **options):
    out = io.BytesIO()
    image.save(out, **options)
    return out.getvalue()


def magick(data, *options):
    return subprocess.run(["convert", "-", *options], input=data, stdout=subprocess.PIPE,
                          check=True).stdout


def palette_with_alpha():
    image = pattern("RGB").quantize(8)
    return saved(image, format="PNG", transparency=bytes([0, 90, 255, 255, 40, 255, 255, 200]))


def expected(data, reference=None):
    image = Image.open(io.BytesIO(reference or data))
    if image.mode == "I;16":
        values = [image.getpixel((x, y)) >> 8 for y in range(image.height)
                  for x in range(image.width)]
        return image.size, 1, bytes(values)
    grey = image.mode in ("1", "L", "LA")
    image = ImageOps.exif_transpose(image)
    if image.mode == "CMYK":
        image = image.convert("RGB")
    image = image.convert("RGBA")
    white = Image.new("RGBA", image.size, (255, 255, 255, 255))
    white.alpha_composite(image)
    flat = white.convert("RGB").convert("L") if grey else white.convert("RGB")
    return image.size, 1 if grey else 3, flat.tobytes()


def files():
    smooth = pattern("smooth")
    yield "png_rgb", saved(pattern("RGB"), format="PNG"), 0
    yield "png_rgba", saved(pattern("RGBA"), format="PNG"), 1
    yield "png_grey", saved(pattern("L"), format="PNG"), 0
    yield "png_grey_alpha", saved(pattern("LA"), format="PNG"), 1
    yield "png_1_bit", saved(pattern("1"), format="PNG"), 0
    yield "png_16_bit_grey", saved(pattern("I;16"), format="PNG"), 0
    yield "png_palette", saved(pattern("RGB").quantize(8), format="PNG"), 0
    yield "png_palette_alpha", palette_with_alpha(), 1
    yield "png_interlaced", magick(saved(pattern("RGB"), format="PNG"), "-interlace", "PNG",
                                   "-define", "png:color-type=2", "-strip", "png:-"), 0
    yield "png_16_bit_rgb", magick(saved(pattern("RGB"), format="PNG"), "-depth", "16", "-define",
                                   "png:color-type=2", "-define", "png:bit-depth=16", "-strip",
                                   "png:-"), 0
    yield "bmp_24", saved(pattern("RGB"), format="BMP"), 0
    yield "bmp_32", saved(pattern("RGBA"), format="BMP"), 1
    yield "bmp_grey", saved(pattern("L"), format="BMP"), 0
    yield "bmp_1_bit", saved(pattern("1"), format="BMP"), 0
    yield "bmp_palette", saved(pattern("RGB").quantize(8), format="BMP"), 0
    yield "jpeg_rgb", saved(smooth, format="JPEG", quality=90, optimize=True, subsampling=0), 2
    yield "jpeg_420", saved(smooth, format="JPEG", quality=90, optimize=True, subsampling=2), 2
    yield "jpeg_grey", saved(smooth.convert("L"), format="JPEG", quality=90, optimize=True), 2
    yield "jpeg_progressive", saved(smooth, format="JPEG", quality=90, progressive=True), 2
    yield "jpeg_cmyk", saved(smooth.convert("CMYK"), format="JPEG", quality=90, optimize=True), 2
    yield "jpeg_ycck", magick(saved(smooth, format="PNG"), "-colorspace", "CMYK", "-quality", "90",
                              "-strip", "jpg:-"), 2
    for orientation in range(2, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        exif[0x010F] = "zscope"
        yield f"jpeg_orientation_{orientation}", saved(smooth.convert("L").crop((0, 0, 16, 8)),
                                                       format="JPEG", quality=90, optimize=True,
                                                       exif=exif), 2
    yield "webp_lossy", saved(smooth, format="WebP", quality=80), 2
    yield "webp_lossless", saved(pattern("RGB"), format="WebP", lossless=True), 0
    yield "webp_alpha", saved(pattern("RGBA"), format="WebP", lossless=True, exact=True), 1


def literal(data):
    lines = [data[i:i + 32].hex() for i in range(0, len(data), 32)]
    return "\n".join(f'     "{line}"' for line in lines)


print("""// SPDX-License-Identifier: MIT
// Made by make_image_files.py with Pillow and ImageMagick; the pixels are what Pillow reads.
#pragma once

#include <string_view>

namespace zscope::test {

struct ImageFile {
    std::string_view name;
    std::string_view file;  // hexadecimal
    int width, height, channels;
    int tolerance;  // in levels
    std::string_view pixels;  // hexadecimal, (H, W, C)
};

// clang-format off
inline constexpr ImageFile kImageFiles[] = {""")
for name, data, tolerance in files():
    (width, height), channels, pixels = expected(data)
    print(f'    {{"{name}",\n{literal(data)},\n     {width}, {height}, {channels}, {tolerance},\n'
          f'{literal(pixels)}}},')
    print(name, len(data), file=sys.stderr)
print("""};
// clang-format on

}  // namespace zscope::test""")

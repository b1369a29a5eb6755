// SPDX-License-Identifier: MIT
#include <csetjmp>
#include <cstdio>

#include <jpeglib.h>

#include <jerror.h>

#include <utility>

#include "core/base/error.h"
#include "core/io/codecs/codec.h"

namespace zscope {

namespace {

// libjpeg reports an error by a function that must not return. It jumps back to the C-like
// functions below, which hold no C++ object with a destructor between setjmp and longjmp;
// everything that owns memory lives outside them.
struct JpegState {
    JpegState() = default;
    ~JpegState() { jpeg_destroy_decompress(&info); }  // does nothing if it was never created
    JpegState(const JpegState&) = delete;
    JpegState& operator=(const JpegState&) = delete;

    jpeg_decompress_struct info{};
    jpeg_error_mgr errors{};
    jpeg_progress_mgr progress{};
    std::jmp_buf back;
    char message[JMSG_LENGTH_MAX] = {};
};

[[noreturn]] void jump_back(j_common_ptr info) {
    auto* state = static_cast<JpegState*>(info->client_data);
    info->err->format_message(info, state->message);
    std::longjmp(state->back, 1);
}

// Warnings that mean missing or wrong pixels are errors here: libjpeg would fill up with grey.
void on_message(j_common_ptr info, int level) {
    if (level >= 0) return;
    switch (info->err->msg_code) {
        case JWRN_JPEG_EOF:
        case JWRN_HIT_MARKER:
        case JWRN_HUFF_BAD_CODE:
        case JWRN_ARITH_BAD_CODE:
        case JWRN_MUST_RESYNC:
        case JWRN_BOGUS_PROGRESSION:
            jump_back(info);
        default:
            break;  // extraneous bytes and the like: the pixels are all there
    }
}

// A progressive file may hold thousands of scans, each over the whole image; real ones have about
// ten.
constexpr int kMaxScans = 100;

void on_progress(j_common_ptr info) {
    auto* state = static_cast<JpegState*>(info->client_data);
    if (state->info.input_scan_number <= kMaxScans) return;
    std::snprintf(state->message, sizeof state->message, "more than %d scans", kMaxScans);
    std::longjmp(state->back, 1);
}

constexpr int kExifMarker = JPEG_APP0 + 1;

bool read_header(JpegState& state, const unsigned char* data, unsigned long length) {
    if (setjmp(state.back) != 0) return false;
    jpeg_create_decompress(&state.info);
    state.info.progress = &state.progress;
    state.info.mem->max_memory_to_use = 640L << 20;
    jpeg_save_markers(&state.info, kExifMarker, 0xffff);
    jpeg_mem_src(&state.info, data, length);
    jpeg_read_header(&state.info, TRUE);
    return true;
}

// `out` has room for the whole image; it is filled row by row, so that a small file that claims to
// be large is found out before memory is touched.
bool read_pixels(JpegState& state, std::vector<std::uint8_t>& out, std::size_t stride) {
    if (setjmp(state.back) != 0) return false;
    jpeg_start_decompress(&state.info);
    while (state.info.output_scanline < state.info.output_height) {
        out.resize((state.info.output_scanline + 1) * stride);
        JSAMPROW row = out.data() + out.size() - stride;
        jpeg_read_scanlines(&state.info, &row, 1);
    }
    jpeg_finish_decompress(&state.info);
    return true;
}

// Photoshop and everybody after it store CMYK inverted and say so by Adobe's marker.
ImageU8 rgb_from_cmyk(const std::vector<std::uint8_t>& cmyk, int width, int height, bool inverted) {
    ImageU8 image{width, height, 3, std::vector<std::uint8_t>(cmyk.size() / 4 * 3)};
    const unsigned flip = inverted ? 0U : 255U;
    for (std::size_t i = 0; i < cmyk.size() / 4; ++i) {
        const unsigned light = cmyk[4 * i + 3] ^ flip;
        for (std::size_t c = 0; c < 3; ++c) {
            const unsigned value = (cmyk[4 * i + c] ^ flip) * light;
            image.pixels[3 * i + c] = static_cast<std::uint8_t>((value + 127) / 255);
        }
    }
    return image;
}

class JpegReader {
  public:
    explicit JpegReader(std::span<const std::byte> file) {
        state_.info.err = jpeg_std_error(&state_.errors);
        state_.errors.error_exit = jump_back;
        state_.errors.emit_message = on_message;
        state_.progress.progress_monitor = on_progress;
        state_.info.client_data = &state_;
        if (!read_header(state_, as_unsigned(file), file.size())) fail_with_message();
    }

    ImageU8 read() {
        jpeg_decompress_struct& info = state_.info;
        check_image_size(info.image_width, info.image_height);
        const int channels = choose_output();
        const int orientation = find_orientation();
        ImageU8 image{
            static_cast<int>(info.image_width), static_cast<int>(info.image_height), channels, {}};
        const std::size_t stride = static_cast<std::size_t>(image.width) * channels;
        image.pixels.reserve(stride * static_cast<std::size_t>(image.height));
        if (!read_pixels(state_, image.pixels, stride)) fail_with_message();
        if (channels == 4) {
            image = rgb_from_cmyk(image.pixels, image.width, image.height,
                                  info.saw_Adobe_marker != FALSE);
        }
        return upright(std::move(image), orientation);
    }

  private:
    int choose_output() {
        switch (state_.info.jpeg_color_space) {
            case JCS_GRAYSCALE:
                state_.info.out_color_space = JCS_GRAYSCALE;
                return 1;
            case JCS_CMYK:
            case JCS_YCCK:
                state_.info.out_color_space = JCS_CMYK;
                return 4;
            default:
                state_.info.out_color_space = JCS_RGB;
                return 3;
        }
    }
    int find_orientation() const {
        for (auto* marker = state_.info.marker_list; marker != nullptr; marker = marker->next) {
            const auto data = std::as_bytes(std::span(marker->data, marker->data_length));
            if (const int found = exif_orientation(data); found != 1) return found;
        }
        return 1;
    }
    [[noreturn]] void fail_with_message() {
        if (state_.errors.msg_code == JWRN_JPEG_EOF) fail("the file ends early");
        fail("the data are damaged ({})", static_cast<const char*>(state_.message));
    }

    JpegState state_;
};

}  // namespace

ImageU8 decode_jpeg(std::span<const std::byte> file) {
    return JpegReader(file).read();
}

}  // namespace zscope

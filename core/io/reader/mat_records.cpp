// SPDX-License-Identifier: MIT
#include <matio.h>

#include <memory>

#include "core/base/error.h"
#include "core/io/codecs/codec.h"
#include "core/io/reader/reader.h"

namespace zscope::reader {

namespace {

struct CloseFile {
    void operator()(mat_t* file) const { ::Mat_Close(file); }
};
struct FreeVariable {
    void operator()(matvar_t* variable) const { ::Mat_VarFree(variable); }
};
using Variable = std::unique_ptr<matvar_t, FreeVariable>;

// SVHN, cropped: X is (32, 32, 3, N) bytes in MATLAB's order, first index fastest; y is (N, 1) with
// 10 for the digit 0 (Netzer et al. 2011).
struct Images {
    Variable variable;
    std::size_t height, width, channels, count;
    const std::uint8_t* bytes;
};

Images read_images(mat_t* file) {
    Variable x(::Mat_VarRead(file, "X"));
    if (!x) fail("it has no variable X, which holds the images of SVHN's cropped digits");
    if (x->class_type != MAT_C_UINT8 || x->rank != 4 || x->isComplex != 0 || x->data == nullptr)
        fail("its variable X is not (height, width, channels, images) of bytes");
    Images images{std::move(x), 0, 0, 0, 0, nullptr};
    const std::size_t* dims = images.variable->dims;
    images.height = dims[0];
    images.width = dims[1];
    images.channels = dims[2];
    images.count = dims[3];
    // Before any product: larger numbers than these are a lie.
    constexpr std::size_t kMost = std::size_t{1} << 32;
    if (images.count == 0 || images.count > kMost || images.height > kMost || images.width > kMost)
        fail("its variable X is damaged: the file cannot be used");
    check_image_size(static_cast<std::int64_t>(images.width),
                     static_cast<std::int64_t>(images.height));
    if (images.channels != 1 && images.channels != 3)
        fail("its variable X has {} channels, and images have 1 or 3", images.channels);
    const std::size_t image = images.height * images.width * images.channels;
    if (images.variable->nbytes / image < images.count)
        fail("its variable X ends early: get the file again");
    images.bytes = static_cast<const std::uint8_t*>(images.variable->data);
    return images;
}

double number_at(const matvar_t& variable, std::size_t i) {
    if (variable.class_type == MAT_C_UINT8)
        return static_cast<const std::uint8_t*>(variable.data)[i];
    return static_cast<const double*>(variable.data)[i];
}

// One label an image; none where y is missing or of another length.
std::vector<std::int16_t> read_labels(mat_t* file, std::size_t count) {
    const Variable y(::Mat_VarRead(file, "y"));
    const bool bytes = y && y->class_type == MAT_C_UINT8;
    const bool doubles = y && y->class_type == MAT_C_DOUBLE;
    if ((!bytes && !doubles) || y->data == nullptr || y->isComplex != 0 ||
        y->nbytes / (bytes ? 1 : sizeof(double)) != count) {
        return {};
    }
    std::vector<std::int16_t> labels(count, kNoLabel);
    for (std::size_t i = 0; i < count; ++i) {
        const double digit = number_at(*y, i);
        if (digit >= 1 && digit <= 10) labels[i] = static_cast<std::int16_t>(int(digit) % 10);
    }
    return labels;
}

void interleave(const Images& images, std::size_t index, std::vector<std::byte>& out) {
    const std::size_t plane = images.height * images.width;
    const std::uint8_t* image = images.bytes + index * plane * images.channels;
    for (std::size_t y = 0; y < images.height; ++y) {
        for (std::size_t x = 0; x < images.width; ++x) {
            for (std::size_t c = 0; c < images.channels; ++c) {
                out[(y * images.width + x) * images.channels + c] =
                    std::byte{image[c * plane + x * images.height + y]};
            }
        }
    }
}

}  // namespace

void read_mat(const std::string& path, std::int64_t first, FrameWriter& out) {
    check_mat(path);
    const std::unique_ptr<mat_t, CloseFile> file(::Mat_Open(path.c_str(), MAT_ACC_RDONLY));
    if (!file) fail("it is no MATLAB file that can be read; get it again");
    const Images images = read_images(file.get());
    const std::vector<std::int16_t> labels = read_labels(file.get(), images.count);
    std::vector<LabelColumn> columns;
    if (!labels.empty()) columns = {{"digit", {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}}};
    out.facts(static_cast<std::int64_t>(images.count), columns);
    std::vector<std::byte> pixels(images.height * images.width * images.channels);
    for (auto i = static_cast<std::size_t>(first); i < images.count; ++i) {
        interleave(images, i, pixels);
        const RecordHead head{static_cast<std::int64_t>(i), static_cast<int>(columns.size()),
                              static_cast<int>(images.width), static_cast<int>(images.height),
                              static_cast<int>(images.channels)};
        const std::span label(labels.data() + (labels.empty() ? 0 : i), columns.size());
        out.record(kFramePixels, head, label, pixels);
    }
}

}  // namespace zscope::reader

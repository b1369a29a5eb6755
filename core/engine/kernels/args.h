// SPDX-License-Identifier: MIT
#pragma once

#include "core/engine/kernels/layout.h"

// What the kernels take. Plain pointers and sizes: the caller owns all memory, aligned to 64 bytes.
// Every kernel does the share `part` of `parts` of its work, so that the caller decides on threads;
// parts write different memory. `void*` maps hold the elements of the kernel set (KernelSet).
namespace zscope::kernels {

// The terms of one 32 × 32 block of a product: c[m, n] = Σ_i Σ_k A_i[m, k] · B_i[k, n].
// All distances in elements.
struct BlockTerms {
    const std::int64_t* a;       // of each term: from the base of the left operand
    const std::int64_t* b;       // likewise, right
    std::int64_t count = 0;      // terms
    std::int64_t k_tiles = 0;    // of each term
    std::int64_t a_row = 0;      // from row to row
    std::int64_t a_lower = 0;    // from row 0 to row 16
    std::int64_t a_k = 0;        // from one tile of k to the next
    std::int64_t b_k = 0;        // likewise
    std::int64_t k_in_tile = 0;  // fp32 only: k of a tile …
    std::int64_t a_step = 0;     // … and the distance from one to the next
};

inline constexpr std::int64_t kPatchColumns = 64;  // of an image's patch, see PatchArgs

// How the pixels of a big and a small map belong together.
enum class Geometry {
    strided,     // kernel 4, stride 2, padding 1: big is twice as wide
    full,        // kernel 4, stride 1, padding 0: big 4 × 4, small 1 × 1
    pointwise,   // one tap: patches of an image against maps (see PatchArgs)
    neighbours,  // 3 × 3 around a pixel: the 2 × 2 pixels of an image that stride 2 makes of it
};
constexpr std::int64_t taps_of(Geometry geometry) {
    return geometry == Geometry::pointwise ? 1 : geometry == Geometry::neighbours ? 9 : 16;
}

// Operands of a weight gradient, where the kernel set works in pairs of k (see KernelSet::paired).
enum class Form { none, small, big };

// What becomes of a finished block of (images, channels).
enum class Store {
    normed,           // stored; sums of x and x² for BatchNorm
    leaky,            // LeakyReLU, stored
    normed_gradient,  // times the slope of the activation after BatchNorm, stored; its sums
    leaky_gradient,   // times the slope of LeakyReLU, stored
    image,            // tanh, into an image
    image_gradient,   // times the slope of tanh, into an image
    image_raw,        // into an image
};
struct Output {
    Store store = Store::normed;
    MapsShape shape;               // of `maps`
    void* maps = nullptr;          // what is stored
    void* form = nullptr;          // leaky, leaky_gradient: also as an operand, or null
    Form form_kind = Form::none;   //
    const void* before = nullptr;  // normed_gradient: x before BatchNorm; leaky_gradient: after it
    const float* scale =
        nullptr;  // (channels, padded): v = scale · x + shift is what was activated
    const float* shift = nullptr;
    const float* mean = nullptr;
    const float* inverse_deviation = nullptr;
    float slope = 0.0F;  // of the activation for v < 0
    double* sums = nullptr;  // (2, channels, padded) of this part: Σx, Σx² or Σg, Σg·x̂; added to
    float* image = nullptr;               // (N, side + 2, side + 2, channels): a border of zeros
    const float* image_values = nullptr;  // image_gradient: what tanh gave
    std::int64_t image_side = 0;
    std::int64_t image_channels = 0;
};

// maps of one network layer from those of another: out = Σ_taps in · weights.
struct MultiplyArgs {
    Geometry geometry = Geometry::strided;
    bool down = true;  // from big to small (convolution), else from small to big (transposed)
    MapsShape in;
    const void* input = nullptr;
    const void* weights = nullptr;  // packed
    std::int64_t out_side = 0;
    std::int64_t out_channels = 0;
    Output output;
};

// The same from a product that something else made: values (images, out_side², out_channels).
struct FinishArgs {
    const float* values = nullptr;
    std::int64_t images = 0;
    std::int64_t out_side = 0;
    std::int64_t out_channels = 0;
    Output output;
};

// maps → (images, side², channels), elements as they are.
struct UnblockArgs {
    MapsShape shape;
    const void* maps = nullptr;
    void* out = nullptr;
};

// gradient[small, tap, big] (+)= Σ_pixels Σ_images small · big; kernel-set operands as Form says.
struct WeightGradientArgs {
    Geometry geometry = Geometry::strided;
    MapsShape small, big;
    std::int64_t image_channels = 0;  // pointwise: big holds patches of such images
    const void* small_operand = nullptr;
    const void* big_operand = nullptr;
    float* gradient = nullptr;  // (small channels, taps, big channels)
    bool add = false;
};

// x = activation(scale · y + shift), or the gradient through BatchNorm: dy = scale · g + factor · y
// + shift, in place over g. Images that are padding stay zero.
struct NormArgs {
    MapsShape shape;
    const void* before = nullptr;  // y
    void* maps = nullptr;          // x out; g in, dy out
    const float* scale = nullptr;  // (channels, padded)
    const float* shift = nullptr;
    const float* factor = nullptr;  // null: forward
    float slope = 0.0F;             // forward: of the activation for negative numbers
    void* form = nullptr;           // the result as an operand too, or null
    Form form_kind = Form::none;
};

// fp32 weights (small, taps, big) as the right operand of a product.
struct PackArgs {
    Geometry geometry = Geometry::strided;
    bool down = true;
    std::int64_t small = 0, big = 0;  // channels; pointwise: big of the image
    const float* weights = nullptr;
    void* packed = nullptr;  // packed_elements()
};
constexpr std::int64_t packed_elements(Geometry geometry, bool down, std::int64_t small,
                                       std::int64_t big) {
    const std::int64_t wide = geometry == Geometry::pointwise ? kPatchColumns : big;
    const std::int64_t k = down ? wide : small;
    const std::int64_t n = geometry == Geometry::neighbours ? 1 : down ? small : wide;
    return padded(n) * padded(k) * taps_of(geometry);
}

// (N, side + 2, side + 2, channels) → maps of side / 2 with kPatchColumns columns: the four rows of
// the kernel have 16 each, kx · channels + c; what is left of the 16 holds neighbours that no
// weight meets.
struct PatchArgs {
    const float* image = nullptr;  // readable for 16 more numbers than it has
    std::int64_t image_side = 0;
    std::int64_t image_channels = 0;
    MapsShape shape;
    void* maps = nullptr;
    void* form = nullptr;  // as the big operand, or null
};

// (images, channels) fp32 → maps of one pixel.
struct TakeArgs {
    const float* values = nullptr;
    MapsShape shape;
    void* maps = nullptr;
    void* form = nullptr;  // as the small operand, or null
};

// (rows, channels) fp32 → rows of elements, channels padded.
struct RowsArgs {
    const float* values = nullptr;
    std::int64_t rows = 0;
    std::int64_t channels = 0;
    void* out = nullptr;
};

// A layer of G outside training: BatchNorm folded into scale and shift, any number of images. Rows
// lie one after the other, (side + 2, side + 2, images, channels padded), with a border of zeros:
// so even a single image makes products of many rows.
struct ExpandArgs {
    Geometry geometry = Geometry::strided;  // full: from z, (images, channels padded)
    std::int64_t images = 0;
    std::int64_t in_side = 0;
    std::int64_t in_channels = 0, out_channels = 0;
    const void* input = nullptr;    // readable for kRowsTooFar rows more than it has
    const void* weights = nullptr;  // packed upwards
    const float* scale = nullptr;   // (out channels, padded)
    const float* shift = nullptr;
    void* output = nullptr;  // rows, then ReLU
    float* image = nullptr;  // neighbours: (images, channels, 2 · side, 2 · side), then tanh
    std::int64_t image_channels = 0;
};
inline constexpr std::int64_t kRowsTooFar = 2 * kBlock;

// D's last layer, 4 × 4 maps → one logit.
struct HeadArgs {
    MapsShape shape;
    const void* maps = nullptr;        // x; forward and weights
    const float* weights = nullptr;    // (pixels, channels)
    float* logits = nullptr;           // forward: (images, padded) of this part; added to
    const float* gradients = nullptr;  // of the logits (images, padded)
    float* weight_gradient = nullptr;  // (pixels, channels)
    bool add = false;
    Output output;  // backward
};

// Adam (Kingma & Ba 2014, algorithm 1) as torch.optim.Adam computes it, and the running average of
// the weights it makes, in one pass: what it takes is the way to memory and back.
struct AdamArgs {
    std::int64_t count = 0;
    float* weights = nullptr;
    const float* gradients = nullptr;
    float* mean = nullptr;     // first and second moment
    float* square = nullptr;   //
    float* average = nullptr;  // of the weights, or null
    float beta2 = 0.0F;
    float mean_newest = 0.0F;    // 1 − beta1
    float square_newest = 0.0F;  // 1 − beta2, which fp32 would make of beta2 only to four digits
    float step_size = 0.0F;      // lr / (1 − beta1^t)
    float square_factor = 0.0F;  // 1 / √(1 − beta2^t)
    float eps = 0.0F;
    float newest = 0.0F;  // weight of the new weights in the average
};

// The kernels of one instruction set and element type.
struct KernelSet {
    const char* name;  // "amx-bf16": in run.json and on the command line
    bool bf16;         // elements are bf16, else fp32
    bool paired;       // weight gradients take operands in forms of their own, else the maps
    void (*multiply)(const MultiplyArgs&, int part, int parts);
    void (*finish)(const FinishArgs&, int part, int parts);
    void (*unblock)(const UnblockArgs&, int part, int parts);
    void (*weight_gradient)(const WeightGradientArgs&, int part, int parts);
    void (*norm)(const NormArgs&, int part, int parts);
    void (*pack)(const PackArgs&, int part, int parts);
    void (*patches)(const PatchArgs&, int part, int parts);
    void (*take)(const TakeArgs&, int part, int parts);
    void (*rows)(const RowsArgs&);
    void (*expand)(const ExpandArgs&, int part, int parts);
    void (*head_forward)(const HeadArgs&, int part, int parts);
    void (*head_backward)(const HeadArgs&, int part, int parts);
    void (*head_weights)(const HeadArgs&, int part, int parts);
    void (*adam)(const AdamArgs&, int part, int parts);
};

}  // namespace zscope::kernels

// SPDX-License-Identifier: MIT
#include "core/session/sample_rows.h"

namespace zscope {

std::vector<float> rows_of(const std::vector<SampleId>& ids, const SampleBook& samples,
                           std::int64_t width) {
    std::vector<float> rows;
    for (const SampleId id : ids) {
        const SamplePointer sample = samples.find(id);
        if (sample == nullptr || std::ssize(sample->z) != width) continue;
        rows.insert(rows.end(), sample->z.begin(), sample->z.end());
    }
    return rows;
}

}  // namespace zscope

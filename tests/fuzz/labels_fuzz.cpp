// SPDX-License-Identifier: MIT
#include "core/io/data/celeba_labels.h"
#include "core/io/data/tar_labels.h"
#include "tests/fuzz/input.h"

using namespace zscope;

namespace {

void attributes(std::string_view text) {
    fuzz::works([&] {
        const AttributeTable table = parse_attributes(text, "it");
        fuzz::require(!table.columns.empty());
        for (const auto& [name, row] : table.rows)
            fuzz::require(!name.empty() && row.size() == table.columns.size());
    });
}

// Each line is the label file of one record.
void record_labels(std::string_view extension, std::string_view text) {
    std::vector<SaidLabels> all;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        (void)read_label_file(extension, text.substr(0, end), all.emplace_back());
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    LabelColumns columns;
    for (const SaidLabels& said : all)
        columns.learn(said);
    const auto known = columns.columns();
    std::vector<std::int16_t> values;
    for (const SaidLabels& said : all)
        columns.append(said, values);
    fuzz::require(values.size() == all.size() * known.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        fuzz::require(values[i] >= kNoLabel &&
                      values[i] < std::ssize(known[i % known.size()].words));
    }
}

}  // namespace

// The first byte says what the rest is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text = fuzz::text_of(fuzz::bytes_of(data + 1, size - 1));
    if (data[0] == 'a') attributes(text);
    if (data[0] == 'c') record_labels("cls", text);
    if (data[0] == 'j') record_labels("json", text);
    return 0;
}

// SPDX-License-Identifier: MIT
#include "core/session/json_parts.h"

#include "core/base/error.h"

namespace zscope {

using nlohmann::json;

namespace {

constexpr EnumNames<EditOp, 5> kOpNames{{{EditOp::ablate, "ablate"},
                                         {EditOp::scale, "scale"},
                                         {EditOp::invert, "invert"},
                                         {EditOp::hold, "hold"},
                                         {EditOp::add, "add"}}};

}  // namespace

// The cells as one text of 0 and 1, row by row.
json write_json(const MapMask& mask) {
    std::string cells;
    for (const std::uint8_t cell : mask.cells)
        cells += cell != 0 ? '1' : '0';
    return {{"size", mask.size}, {"cells", cells}};
}

MapMask read_mask(const json& input, const std::string& where) {
    JsonReader reader(input, where);
    MapMask mask;
    std::string cells;
    reader.required("size", mask.size);
    reader.required("cells", cells);
    reader.finish();
    if (cells.find_first_not_of("01") != std::string::npos) {
        fail("{}: cells must be a text of 0 and 1", where);
    }
    constexpr std::int64_t kMaxMapSize = 1024;
    if (mask.size < 0 || mask.size > kMaxMapSize ||
        cells.size() != static_cast<std::size_t>(mask.size * mask.size)) {
        fail("{}: a map of size {} does not have {} cells", where, mask.size, cells.size());
    }
    for (const char cell : cells)
        mask.cells.push_back(cell == '1' ? 1 : 0);
    return mask;
}

json write_json(const EquationTerm& term) {
    json output{{"weight", term.weight}, {"samples", term.samples}};
    if (term.base) output["base"] = true;
    return output;
}

EquationTerm read_term(const json& input, const std::string& where) {
    JsonReader reader(input, where);
    EquationTerm term;
    reader.optional("weight", term.weight);
    reader.required("samples", term.samples);
    reader.optional("base", term.base);
    reader.finish();
    return term;
}

json write_json(const Edit& edit) {
    json output{{"block", edit.block},
                {"op", name_of(kOpNames, edit.op)},
                {"value", edit.value},
                {"on", edit.on}};
    if (edit.strength != 1.0) output["strength"] = edit.strength;
    if (!edit.name.empty()) output["name"] = edit.name;
    if (edit.units) output["units"] = *edit.units;
    if (edit.mask) output["mask"] = write_json(*edit.mask);
    return output;
}

Edit read_edit(const json& input, const std::string& where) {
    JsonReader reader(input, where);
    Edit edit;
    reader.required("block", edit.block);
    reader.optional("units", edit.units);
    if (const json* mask = reader.take("mask")) edit.mask = read_mask(*mask, where + ": mask");
    reader.need("op");
    reader.choice("op", kOpNames, edit.op);
    reader.optional("value", edit.value);
    reader.optional("strength", edit.strength);
    reader.optional("on", edit.on);
    reader.optional("name", edit.name);
    reader.finish();
    return edit;
}

}  // namespace zscope

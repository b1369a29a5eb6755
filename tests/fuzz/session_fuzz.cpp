// SPDX-License-Identifier: MIT
// What the library and scripts hand over: {"session":…, "sample":…, "rows":[…], "head":N}.
#include <nlohmann/json.hpp>

#include "core/session/session_json.h"
#include "core/session/undo.h"
#include "tests/fuzz/input.h"

using namespace zscope;
using nlohmann::json;

namespace {

// The fuzzer finds deeper things when not all of its file must be right.
const json& part(const json& all, const char* name) {
    static const json nothing;
    const auto found = all.find(name);
    return found == all.end() ? nothing : *found;
}

std::vector<UndoRow> rows_from(const json& list) {
    std::vector<UndoRow> rows;
    for (const json& row : list) {
        if (!row.is_object() || !part(row, "id").is_number_integer() ||
            !part(row, "parent").is_number_integer()) {
            continue;
        }
        UndoRow& made = rows.emplace_back();
        made.id = row["id"];
        made.parent = row["parent"];
        for (const json& action : part(row, "actions"))
            fuzz::works([&] { made.actions.push_back(action_from_json(action)); });
    }
    return rows;
}

void restore(const json& all, const Session& start) {
    const json& head = part(all, "head");
    const auto row = head.is_number_integer() ? head.get<std::int64_t>() : 0;
    fuzz::works([&] {
        UndoHistory undo = UndoHistory::restore(rows_from(part(all, "rows")), {{0, start}}, row);
        for (int i = 0; i < 200 && undo.can_undo(); ++i)
            undo.undo();
        for (int i = 0; i < 200 && undo.can_redo(); ++i)
            undo.redo();
        for (const auto& [id, known] : undo.rows()) {
            for (const Action& action : known.actions)
                (void)describe(action);
        }
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const json all = json::parse(data, data + size, nullptr, false);
    if (!all.is_object()) return 0;
    Session session;
    fuzz::works([&] {
        session = session_from_json(part(all, "session"));
        fuzz::require(session_from_json(to_json(session)) == session);
    });
    fuzz::works([&] {
        const Sample sample = sample_from_json(part(all, "sample"));
        fuzz::require(sample_from_json(to_json(sample)).z == sample.z);
    });
    restore(all, session);
    return 0;
}

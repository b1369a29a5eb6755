// SPDX-License-Identifier: MIT
#include <lmdb.h>

#include <filesystem>
#include <memory>

#include "core/base/error.h"
#include "core/io/codecs/codec.h"
#include "core/io/reader/reader.h"

namespace zscope::reader {

namespace {

// LMDB maps the file and trusts it: a page number that leads beyond its end is a signal, a circle
// of pages never ends. Both are the parent's to notice.
void check(int code, const char* what) {
    if (code != MDB_SUCCESS)
        fail("it is no LMDB that can be read: {}: {}; get it again", what, ::mdb_strerror(code));
}

struct CloseEnvironment {
    void operator()(MDB_env* environment) const { ::mdb_env_close(environment); }
};
struct EndTransaction {
    void operator()(MDB_txn* transaction) const { ::mdb_txn_abort(transaction); }
};
struct CloseCursor {
    void operator()(MDB_cursor* cursor) const { ::mdb_cursor_close(cursor); }
};

std::unique_ptr<MDB_env, CloseEnvironment> open_environment(const std::string& file) {
    MDB_env* raw = nullptr;
    check(::mdb_env_create(&raw), "starting");
    std::unique_ptr<MDB_env, CloseEnvironment> environment(raw);
    // No lock file: the data may lie where nobody may write, and nothing writes to them.
    check(::mdb_env_open(raw, file.c_str(), MDB_RDONLY | MDB_NOSUBDIR | MDB_NOLOCK | MDB_NORDAHEAD,
                         0644),
          "opening");
    return environment;
}

void write_value(const MDB_val& value, std::int64_t index, FrameWriter& out) {
    const RecordHead head{index, 0, 0, 0, 0};
    const std::span bytes(static_cast<const std::byte*>(value.mv_data), value.mv_size);
    if (bytes.size() > kMaxImageFileBytes) {
        const std::string_view reason = "its value is larger than the 64 MiB that are read";
        out.record(kFrameBad, head, {}, std::as_bytes(std::span(reason)));
    } else {
        out.record(kFrameFile, head, {}, bytes);
    }
}

}  // namespace

void read_lmdb(const std::string& path, std::int64_t first, FrameWriter& out) {
    const auto environment = open_environment(path);
    MDB_txn* raw_transaction = nullptr;
    check(::mdb_txn_begin(environment.get(), nullptr, MDB_RDONLY, &raw_transaction), "beginning");
    const std::unique_ptr<MDB_txn, EndTransaction> transaction(raw_transaction);
    MDB_dbi database = 0;
    check(::mdb_dbi_open(transaction.get(), nullptr, 0, &database), "opening its database");
    MDB_stat facts{};
    check(::mdb_stat(transaction.get(), database, &facts), "counting");
    // A record takes ten bytes of its page at least: no more can be there.
    const auto size = std::filesystem::file_size(path);
    if (facts.ms_entries > size / 10)
        fail("it says that it holds {} records in {} bytes: it is damaged", facts.ms_entries, size);
    out.facts(static_cast<std::int64_t>(facts.ms_entries), {});

    MDB_cursor* raw_cursor = nullptr;
    check(::mdb_cursor_open(transaction.get(), database, &raw_cursor), "reading");
    const std::unique_ptr<MDB_cursor, CloseCursor> cursor(raw_cursor);
    MDB_val key{}, value{};
    std::int64_t index = 0;
    int code = ::mdb_cursor_get(cursor.get(), &key, &value, MDB_FIRST);
    for (; code == MDB_SUCCESS; code = ::mdb_cursor_get(cursor.get(), &key, &value, MDB_NEXT)) {
        if (index >= first) write_value(value, index, out);
        ++index;
    }
    if (code != MDB_NOTFOUND) check(code, "reading");
}

}  // namespace zscope::reader

// SPDX-License-Identifier: MIT
#include "core/io/library.h"

#include <atomic>
#include <future>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>

#include "core/base/bounded_queue.h"
#include "core/base/error.h"
#include "core/base/thread_setup.h"
#include "core/io/library_file.h"
#include "core/latent/direction_json.h"
#include "core/session/session_json.h"

namespace zscope {

namespace {

// A path may hold bytes that are no UTF-8; they must not stop a session from being stored.
std::string text_of(const nlohmann::json& json) {
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

struct UndoHead {
    std::int64_t row = 0;
};
struct SessionRow {
    std::int64_t row = 0;
    Session session;
};
struct Forget {
    RecentItem item;
};
struct Flush {
    std::shared_ptr<std::promise<void>> done;
};
using Write =
    std::variant<Sample, KeptDirection, UndoRow, UndoHead, SessionRow, RecentItem, Forget, Flush>;

// The statements of the library's thread, one per kind of write.
class LibraryWriter {
  public:
    explicit LibraryWriter(SqliteDatabase& database)
        : sample_(database.prepare("INSERT INTO samples VALUES (?, ?) ON CONFLICT DO NOTHING")),
          direction_(
              database.prepare("INSERT INTO directions VALUES (?, ?) ON CONFLICT DO NOTHING")),
          undo_(database.prepare("INSERT OR REPLACE INTO undo VALUES (?, ?, ?, ?)")),
          head_(database.prepare("INSERT OR REPLACE INTO state VALUES ('undo_head', ?)")),
          session_(database.prepare("INSERT OR REPLACE INTO sessions VALUES (?, ?)")),
          recent_(database.prepare("INSERT OR REPLACE INTO recent VALUES (?, ?, ?, ?, (SELECT "
                                   "coalesce(max(used), 0) + 1 FROM recent))")),
          forget_(database.prepare("DELETE FROM recent WHERE kind = ? AND path = ?")) {}

    void operator()(const Sample& sample) {
        sample_.bind(1, sample.id).bind(2, text_of(to_json(sample))).run();
    }
    void operator()(const KeptDirection& kept) {
        const nlohmann::json json = direction_to_json(kept.direction);
        direction_.bind(1, kept.id).bind(2, text_of(json)).run();
    }
    void operator()(const UndoRow& row) {
        nlohmann::json actions = nlohmann::json::array();
        for (const Action& action : row.actions)
            actions.push_back(to_json(action));
        undo_.bind(1, row.id).bind(2, row.parent).bind(3, row.time).bind(4, text_of(actions)).run();
    }
    void operator()(const UndoHead& head) { head_.bind(1, head.row).run(); }
    void operator()(const SessionRow& row) {
        session_.bind(1, row.row).bind(2, text_of(to_json(row.session))).run();
    }
    void operator()(const RecentItem& item) {
        recent_.bind(1, item.kind).bind(2, item.path).bind(3, item.id).bind(4, item.name).run();
    }
    void operator()(const Forget& forget) {
        forget_.bind(1, forget.item.kind).bind(2, forget.item.path).run();
    }
    void operator()(const Flush&) {}

  private:
    SqliteStatement sample_, direction_, undo_, head_, session_, recent_, forget_;
};

UndoRow undo_row_from(const SqliteStatement& row) {
    UndoRow undo{row.number(0), row.number(1), {}, row.real(2)};
    for (const nlohmann::json& action : nlohmann::json::parse(row.text(3))) {
        undo.actions.push_back(action_from_json(action));
    }
    return undo;
}

}  // namespace

struct Library::State {
    // Years of gestures of a hung disk.
    static constexpr std::size_t kQueue = 65536;
    static constexpr std::size_t kBatch = 256;

    State(const std::filesystem::path& file, ErrorSink sink)
        : on_error(std::move(sink)),
          written(open_library_file(file, on_error)),
          writer(written),
          read(file, kLibraryBusyMs),
          queue(kQueue) {
        thread = std::thread([this] { run(); });
    }
    ~State() {
        queue.close();
        thread.join();
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void tell(const std::string& message) const {
        if (on_error) on_error(message);
    }

    void add(Write write) {
        if (!queue.try_push(std::move(write))) lost.fetch_add(1);
    }

    void run() {
        set_up_thread("zscope-library", 0);
        while (auto first = queue.pop()) {
            std::vector<Write> batch;
            batch.push_back(std::move(*first));
            while (batch.size() < kBatch) {
                auto more = queue.try_pop();
                if (!more) break;
                batch.push_back(std::move(*more));
            }
            store(batch);
            if (const std::int64_t count = lost.exchange(0); count > 0) {
                tell(fmt::format("the library's disk does not keep up: {} changes are not stored",
                                 count));
            }
            for (Write& write : batch) {
                if (auto* flush = std::get_if<Flush>(&write)) flush->done->set_value();
            }
        }
    }

    // All in one transaction; if that fails, one by one, so that one bad write takes no other
    // along.
    void store(std::span<const Write> batch) {
        try {
            store_together(batch);
        } catch (const std::exception& error) {
            const auto* problem = dynamic_cast<const SqliteError*>(&error);
            if (batch.size() == 1 || (problem != nullptr && problem->busy())) {
                tell(fmt::format("{} not stored in the library: {}",
                                 batch.size() == 1 ? std::string("a change is")
                                                   : fmt::format("{} changes are", batch.size()),
                                 error.what()));
                return;
            }
            for (std::size_t i = 0; i < batch.size(); ++i)
                store(batch.subspan(i, 1));
        }
    }

    void store_together(std::span<const Write> batch) {
        written.run("BEGIN IMMEDIATE");
        try {
            for (const Write& write : batch)
                std::visit(writer, write);
            written.run("COMMIT");
        } catch (...) {
            // A full disk may have ended the transaction already.
            if (written.in_transaction()) written.run("ROLLBACK");
            throw;
        }
    }

    // Hands each row to `use`; one that cannot be understood is named and left out.
    template <class Use>
    void each_row(SqliteStatement& statement, std::string_view what, const Use& use) const {
        while (statement.step()) {
            try {
                use(statement);
            } catch (const SqliteError&) {
                throw;
            } catch (const std::exception& error) {
                tell(fmt::format("{} {} of the library cannot be read and is left out: {}", what,
                                 statement.number(0), error.what()));
            }
        }
    }

    ErrorSink on_error;
    SqliteDatabase written;  // with `writer`: of the library's thread
    LibraryWriter writer;
    SqliteDatabase read;  // of the thread that loads
    std::atomic<std::int64_t> lost{0};
    BoundedQueue<Write> queue;
    std::thread thread;
};

Library::Library(const std::filesystem::path& file, ErrorSink on_error)
    : state_(std::make_unique<State>(file, std::move(on_error))) {}
Library::~Library() = default;

std::vector<Sample> Library::load_samples() {
    flush();
    std::vector<Sample> samples;
    auto rows = state_->read.prepare("SELECT id, json FROM samples ORDER BY id");
    state_->each_row(rows, "sample", [&](const SqliteStatement& row) {
        samples.push_back(sample_from_json(nlohmann::json::parse(row.text(1))));
    });
    return samples;
}

std::vector<KeptDirection> Library::load_directions() {
    flush();
    std::vector<KeptDirection> directions;
    auto rows = state_->read.prepare("SELECT id, json FROM directions ORDER BY id");
    state_->each_row(rows, "direction", [&](const SqliteStatement& row) {
        directions.push_back(
            {row.number(0), direction_from_json(nlohmann::json::parse(row.text(1)), "direction")});
    });
    return directions;
}

std::vector<UndoRow> Library::load_undo() {
    flush();
    std::vector<UndoRow> undo;
    auto rows = state_->read.prepare("SELECT id, parent, time, actions FROM undo ORDER BY id");
    state_->each_row(rows, "undo step",
                     [&](const SqliteStatement& row) { undo.push_back(undo_row_from(row)); });
    return undo;
}

std::optional<std::int64_t> Library::load_undo_head() {
    flush();
    auto rows = state_->read.prepare("SELECT value FROM state WHERE key = 'undo_head'");
    if (!rows.step()) return std::nullopt;
    return rows.number(0);
}

std::optional<std::pair<std::int64_t, Session>> Library::load_session_near(std::int64_t row) {
    flush();
    auto rows =
        state_->read.prepare("SELECT row, json FROM sessions WHERE row <= ? ORDER BY row DESC");
    rows.bind(1, row);
    std::optional<std::pair<std::int64_t, Session>> found;
    state_->each_row(rows, "session", [&](const SqliteStatement& stored) {
        if (found) return;
        found.emplace(stored.number(0), session_from_json(nlohmann::json::parse(stored.text(1))));
    });
    return found;
}

std::vector<RecentItem> Library::load_recent() {
    flush();
    std::vector<RecentItem> items;
    auto rows = state_->read.prepare("SELECT kind, path, id, name FROM recent ORDER BY used DESC");
    while (rows.step()) {
        items.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3)});
    }
    return items;
}

void Library::save_sample(const Sample& sample) {
    state_->add(sample);
}
void Library::save_direction(const KeptDirection& direction) {
    state_->add(direction);
}
void Library::save_undo_row(const UndoRow& row) {
    state_->add(row);
}
void Library::save_undo_head(std::int64_t row) {
    state_->add(UndoHead{row});
}
void Library::save_session(std::int64_t row, const Session& session) {
    state_->add(SessionRow{row, session});
}
void Library::save_recent(const RecentItem& item) {
    state_->add(item);
}

void Library::remove_recent(const RecentItem& item) {
    state_->add(Forget{item});
}

void Library::flush() {
    const Flush flush{std::make_shared<std::promise<void>>()};
    auto done = flush.done->get_future();
    if (state_->queue.push(flush)) done.wait();
}

}  // namespace zscope

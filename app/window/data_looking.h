// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <variant>

#include "core/base/bounded_queue.h"
#include "core/base/latest.h"
#include "ui/frame.h"

namespace zscope::app {

// What of a data set goes to the Train panel, its list of images to leave out already on the disk.
struct DataForTraining {
    ui::TrainOnData wish;
    std::filesystem::path exclude;  // or empty
    std::string error;              // why the list could not be written
};

// Looks at data sets, one at a time, and writes lists of images to leave out, on a thread of its
// own (nice 19). What is called here is the UI thread's side and returns at once.
class DataLooking {
  public:
    explicit DataLooking(std::function<void()> wake);  // any thread: there is news
    ~DataLooking();                                    // gives up what it is at, joins
    DataLooking(const DataLooking&) = delete;
    DataLooking& operator=(const DataLooking&) = delete;

    // Gives up what is being looked at for this. False when too much is waiting.
    [[nodiscard]] bool look(const std::filesystem::path& path);
    // Ends the look early: what was found so far becomes the result.
    void cancel() { enough_.request_stop(); }
    // Writes the list of `wish.leave_out` into the person's data folder; the same list has the same
    // name, so that runs which use it find it. take() hands it out. False: too much is waiting.
    [[nodiscard]] bool prepare(ui::TrainOnData wish);

    const ui::DataView& view();  // the newest; valid until the next call
    std::optional<DataForTraining> take();
    bool busy();  // something asked for is not in view() or take() yet

  private:
    struct Ask {
        std::int64_t number = 0;
        std::filesystem::path path;
        std::stop_token enough, abandoned;
    };
    struct Seen {
        std::int64_t number = 0;  // of the Ask
        ui::DataView view;
    };
    void work();
    void look_at(const Ask& ask);
    void look_through(const Ask& ask, ui::DataView& view);

    BoundedQueue<std::variant<Ask, ui::TrainOnData>> asked_{8};
    BoundedQueue<DataForTraining> prepared_;
    Latest<Seen> seen_;
    // UI thread
    ui::DataView view_;
    std::uint64_t seen_version_ = 0;
    std::int64_t number_ = 0;  // of the newest Ask
    int preparing_ = 0;
    std::stop_source enough_, abandoned_;

    std::thread thread_;
};

// Where the list is kept: named by its content. Pure but for the data folder.
std::filesystem::path exclude_file(const std::filesystem::path& data, const std::string& list);

}  // namespace zscope::app

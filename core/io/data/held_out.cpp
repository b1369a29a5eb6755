// SPDX-License-Identifier: MIT
#include "core/io/data/held_out.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/io/data/batch_loader.h"

namespace zscope {
namespace {

// An epoch that training never reaches: the split has nothing to do with the order of training.
constexpr std::int64_t kSplitEpoch = std::int64_t{1} << 40;

// Positions first … first + count − 1 of one fixed shuffle of the set.
class PartSource final : public DataSource {
  public:
    PartSource(std::unique_ptr<DataSource> all, std::int64_t seed, std::int64_t first,
               std::int64_t count)
        : all_(std::move(all)), seed_(seed), first_(first), count_(count) {
        const DataLabels* labels = all_->labels();
        if (labels == nullptr) return;
        labels_.columns = labels->columns;
        for (std::int64_t i = 0; i < count_; ++i) {
            for (std::size_t k = 0; k < labels_.columns.size(); ++k)
                labels_.values.push_back(labels->at(index_of(i), k));
        }
    }

    std::int64_t count() const override { return count_; }
    std::int64_t size() const override { return all_->size(); }
    std::int64_t channels() const override { return all_->channels(); }
    void read(std::int64_t index, std::span<std::uint8_t> out) override {
        all_->read(index_of(index), out);
    }
    const DataLabels* labels() const override {
        return labels_.columns.empty() ? nullptr : &labels_;
    }
    std::string description() const override {
        return fmt::format("{} of {}", count_, all_->description());
    }

  private:
    std::int64_t index_of(std::int64_t index) const {
        return shuffled_index(seed_, kSplitEpoch, first_ + index, all_->count());
    }

    std::unique_ptr<DataSource> all_;
    std::int64_t seed_, first_, count_;
    DataLabels labels_;  // of this part
};

void check_split(const DataSource& all, std::int64_t hold_out) {
    if (hold_out >= all.count()) {
        fail("hold_out is {}, but there are only {} images: hold fewer out", hold_out, all.count());
    }
}

}  // namespace

std::unique_ptr<DataSource> training_part(std::unique_ptr<DataSource> all, std::int64_t hold_out,
                                          std::int64_t seed) {
    check_split(*all, hold_out);
    const std::int64_t count = all->count() - hold_out;
    return std::make_unique<PartSource>(std::move(all), seed, 0, count);
}

std::unique_ptr<DataSource> held_out_part(std::unique_ptr<DataSource> all, std::int64_t hold_out,
                                          std::int64_t seed, std::int64_t most) {
    check_split(*all, hold_out);
    const std::int64_t first = all->count() - hold_out;
    return std::make_unique<PartSource>(std::move(all), seed, first, std::min(hold_out, most));
}

}  // namespace zscope

// SPDX-License-Identifier: MIT
#include "core/base/error.h"
#include "core/io/data/formats.h"

namespace zscope {

namespace {

std::unique_ptr<RecordReader> open_kind(const DetectedData& data, const std::stop_token& stop,
                                        const ListProgress& progress) {
    switch (data.kind) {
        case DataKind::folder:
            return open_folder(data, stop, progress);
        case DataKind::celeba:
            return open_celeba(data, stop, progress);
        case DataKind::cifar10:
        case DataKind::cifar100:
            return open_cifar(data);
        case DataKind::idx:
            return open_idx(data);
        case DataKind::svhn:
        case DataKind::lmdb:
            return open_through_helper(data, stop);
        case DataKind::tar:
            if (data.files.size() == 1) {
                if (auto cifar = open_cifar_tar(data.files.front())) return cifar;
            }
            return open_tar(data, stop, progress);
    }
    fail("{}: a data set of an unknown kind", data.path.string());
}

void check_any_record(const RecordSet& set) {
    if (set.count > 0) return;
    const std::string path = set.path.string();
    if (set.rejected.empty()) {
        fail("no image in {}: PNG, JPEG, BMP and WebP files are read, in subfolders too", path);
    }
    const Rejected& first = set.rejected.front();
    fail("no usable image in {}: {} files cannot be used, the first is {}: {}", path,
         set.rejected.size(), whole_name(set, first.name), first.reason);
}

}  // namespace

std::unique_ptr<RecordReader> open_records(const DetectedData& data, const std::stop_token& stop,
                                           const ListProgress& progress) {
    auto reader = open_kind(data, stop, progress);
    check_any_record(reader->set());
    return reader;
}

std::string whole_name(const RecordSet& set, const std::string& name) {
    return name.starts_with('#') ? set.path.string() + name : (set.path / name).string();
}

}  // namespace zscope

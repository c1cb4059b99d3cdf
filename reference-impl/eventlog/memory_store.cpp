#include "reference-impl/eventlog/store.hpp"

namespace provbank::eventlog {

Result<Head> MemoryStore::append(const MakeBatch& make) {
  auto batch = make(head_);
  if (!batch) return batch.error();
  for (auto& line : batch->lines) lines_.push_back(std::move(line));
  head_ = std::move(batch->head);
  return head_;
}

Result<void> MemoryStore::read(std::uint64_t from, const VisitLine& visit) {
  const std::size_t count = lines_.size();
  for (std::size_t i = from == 0 ? 0 : from - 1; i < count; ++i) {
    if (!visit(lines_[i])) break;
  }
  return {};
}

}  // namespace provbank::eventlog

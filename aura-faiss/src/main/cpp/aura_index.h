#pragma once

#include <mutex>
#include <shared_mutex>
#include <utility>

#include <omp.h>

#include "aura_sealed.h"
#include "aura_search.h"

namespace aura {

/** Where the row of an id is. Not for several threads. */
class RowMap {
 public:
  static constexpr uint32_t kAbsent = UINT32_MAX;

  size_t size() const { return size_; }

  uint32_t find(int64_t id) const {
    if (slots_.empty()) return kAbsent;
    const Slot& slot = slots_[place(slots_, id)];
    return slot.id == id ? slot.row : kAbsent;
  }

  /** Makes room for so many more, after which put does not throw. */
  void reserve(size_t more) {
    if ((used_ + more) * 3 < slots_.size() * 2) return;
    size_t capacity = 64;
    while (capacity * 2 < (size_ + more) * 4) capacity *= 2;
    std::vector<Slot> larger(capacity);
    for (const Slot& slot : slots_) {
      if (slot.row != kAbsent) larger[place(larger, slot.id)] = slot;
    }
    slots_ = std::move(larger);
    used_ = size_;
  }

  /** Returns the row it had. */
  uint32_t put(int64_t id, uint32_t row) {
    Slot& slot = slots_[place(slots_, id)];
    const uint32_t before = slot.row;
    used_ += slot.id != id;
    size_ += before == kAbsent;
    slot = {id, row};
    return before;
  }

  uint32_t remove(int64_t id) {
    if (slots_.empty()) return kAbsent;
    Slot& slot = slots_[place(slots_, id)];
    if (slot.id != id || slot.row == kAbsent) return kAbsent;
    --size_;
    return std::exchange(slot.row, kAbsent);
  }

  size_t bytes() const { return slots_.size() * sizeof(Slot); }

 private:
  /** A removed id keeps its slot, without a row. */
  struct Slot {
    int64_t id = -1;
    uint32_t row = kAbsent;
  };

  static size_t place(const std::vector<Slot>& slots, int64_t id) {
    const size_t mask = slots.size() - 1;
    size_t at = (uint64_t(id) * 0x9E3779B97F4A7C15 >> 20) & mask;
    while (slots[at].id != id && slots[at].id != -1) at = (at + 1) & mask;
    return at;
  }

  std::vector<Slot> slots_;
  size_t size_ = 0;
  size_t used_ = 0;
};

/** What searches look at. Another state takes its place when rows are added beyond the last block, or a graph is made; who
 * searches in this one goes on. */
struct State {
  explicit State(size_t dimension) : rows(dimension) {}

  /** The same rows. */
  State(const Rows& rows, size_t count, std::shared_ptr<const Sealed> sealed)
      : rows(rows), sealed(std::move(sealed)), count(count) {}

  /** Rows in the graph. */
  size_t sealedRows() const { return sealed ? sealed->rows() : 0; }

  Rows rows;
  /** Over the first of them, or none. */
  std::shared_ptr<const Sealed> sealed;
  /** Rows that are filled. */
  std::atomic<size_t> count{0};
};

class Index;

/** What was there at one moment, to be sealed or written while the index goes on. */
class Snapshot {
 public:
  explicit Snapshot(const Index& index);

  int64_t total() const { return std::count(alive.begin(), alive.end(), true); }

  /** Makes a graph of all rows, unless they are few. The one that is there is its beginning, unless many are dead: then those
   * that are alive move together. */
  void seal(int64_t least) {
    omp_set_num_threads(1);
    const size_t total = this->total();
    std::shared_ptr<const Sealed> former = state->sealed;
    if ((alive.size() - total) * kMostDead > alive.size()) {
      gather(total);
      former = nullptr;
      alive.assign(total, true);
    }
    if (total >= size_t(least)) {
      sealed = std::make_shared<Sealed>(gathered ? gathered->rows : state->rows, alive, former.get(), *cancelled);
    }
  }

  void write(File& file) const {
    if (gathered) throw std::logic_error("A snapshot is sealed or written");
    const uint64_t head[] = {state->rows.dimension, state->rows.blockRows(), alive.size(), state->sealedRows()};
    file.write(head, sizeof head);
    state->rows.write(file, alive.size());
    file.writeAll(alive);
    if (state->sealed) state->sealed->write(file);
  }

  /** A graph is kept while no more than one in so many rows is dead. */
  static constexpr size_t kMostDead = 8;

  std::shared_ptr<const State> state;
  std::shared_ptr<const std::atomic<bool>> cancelled;
  /** How many rows there were. */
  size_t seen;
  /** Of the rows of the state or, once they were gathered, of those. */
  std::vector<uint8_t> alive;
  std::shared_ptr<const Sealed> sealed;
  /** The rows that were alive, where these moved, and where each is. */
  std::shared_ptr<State> gathered;
  RowMap map;
  /** Where they were. */
  std::vector<uint32_t> sources;

 private:
  void gather(size_t total) {
    gathered = std::make_shared<State>(state->rows.dimension);
    gathered->rows.reserve(total);
    map.reserve(total);
    sources.reserve(total);
    for (size_t row = 0; row < alive.size(); ++row) {
      if (!alive[row]) continue;
      gathered->rows.copy(sources.size(), state->rows, row);
      map.put(state->rows.id(row), sources.size());
      sources.push_back(row);
    }
    gathered->count = total;
  }
};

/** Search by inner product over rows that carry an id of the caller's choice. All methods may be called by several
 * threads at once; searches wait for nobody, but those among some ids. Arguments are checked by the caller. */
class Index {
 public:
  explicit Index(int dimension) : state_(std::make_shared<State>(dimension)) {}

  /** Reads what Snapshot::write wrote. */
  explicit Index(File& file) {
    uint64_t head[4];
    file.readExactly(head, sizeof head);
    const size_t count = head[2];
    if (head[0] < 1 || head[0] > 65536 || count >= RowMap::kAbsent || head[3] > count) File::damaged();
    state_ = std::make_shared<State>(head[0]);
    if (head[1] != state_->rows.blockRows()) File::damaged();
    state_->rows.read(file, count);
    state_->count = count;
    std::vector<uint8_t> alive(count);
    file.readExactly(alive.data(), count);
    if (head[3] > 0) state_->sealed = std::make_shared<Sealed>(file, count);
    if (state_->sealedRows() != head[3]) File::damaged();
    map_.reserve(count);
    for (size_t row = 0; row < count; ++row) {
      if (!alive[row]) {
        state_->rows.kill(row);
      } else if (state_->rows.id(row) < 0 || map_.put(state_->rows.id(row), row) != RowMap::kAbsent) {
        File::damaged();
      }
    }
    total_ = map_.size();
  }

  /** vectors: count * dimension. A row whose id is there already takes its place. */
  void add(int64_t count, const int64_t* ids, const float* vectors) {
    const std::unique_lock<std::shared_mutex> lock(writing_);
    append(state_, count, ids, [&](const Rows& rows, size_t row, size_t source) {
      rows.fill(row, ids[source], vectors + source * rows.dimension);
    });
  }

  /** Returns how many rows went. */
  int64_t remove(const int64_t* ids, int64_t count) {
    const std::unique_lock<std::shared_mutex> lock(writing_);
    int64_t removed = 0;
    for (int64_t i = 0; i < count; ++i) {
      const uint32_t row = map_.remove(ids[i]);
      if (row == RowMap::kAbsent) continue;
      state_->rows.kill(row);
      ++removed;
    }
    total_ = map_.size();
    return removed;
  }

  /** ids, scores: room for count * k, best first for each query; found: how many for each. */
  void search(int64_t count, const float* queries, int64_t k, bool exact, int64_t* ids, float* scores, int32_t* found) const {
    const auto state = current();
    const Rows& rows = state->rows;
    // Before the graph is searched: else what replaces a row meanwhile would be found beside it.
    const size_t filled = state->count.load(std::memory_order_acquire);
    std::vector<Scan> scans;
    std::vector<size_t> begin(count);
    scans.reserve(count);
    for (int64_t i = 0; i < count; ++i) {
      const float* query = queries + i * rows.dimension;
      scans.emplace_back(query, rows, k);
      const bool settled = !exact && state->sealed && state->sealed->search(rows, query, k, scans[i]);
      begin[i] = settled ? state->sealedRows() : 0;
    }
    // A part stays in the processor's cache until the last query is through with it.
    for (size_t from = count > 0 ? *std::min_element(begin.begin(), begin.end()) : filled; from < filled; from += kPart) {
      const size_t to = std::min(filled, from + kPart);
      for (int64_t i = 0; i < count; ++i) scans[i].range(std::max(from, begin[i]), to);
    }
    for (int64_t i = 0; i < count; ++i) {
      Top top(k);
      scans[i].finish(top);
      found[i] = answer(top, ids + i * k, scores + i * k);
    }
  }

  /** The same for one query among some ids only, always exact. */
  int32_t searchAmong(const float* query, int64_t k, const int64_t* among, int64_t count, int64_t* ids, float* scores) const {
    std::shared_ptr<const State> state;
    std::vector<uint32_t> rows;
    rows.reserve(count);
    {
      const std::shared_lock<std::shared_mutex> lock(writing_);
      state = current();
      for (int64_t i = 0; i < count; ++i) {
        const uint32_t row = map_.find(among[i]);
        if (row != RowMap::kAbsent) rows.push_back(row);
      }
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    Scan scan(query, state->rows, k);
    for (size_t i = 0; i < rows.size();) {
      size_t run = 1;
      while (i + run < rows.size() && rows[i + run] == rows[i] + run) ++run;
      scan.range(rows[i], rows[i] + run);
      i += run;
    }
    Top top(k);
    scan.finish(top);
    return answer(top, ids, scores);
  }

  /** Takes the graph that a snapshot made, and the rows that it gathered; only one snapshot at a time may be sealed. */
  void adopt(Snapshot& snapshot) {
    const std::unique_lock<std::shared_mutex> lock(writing_);
    const auto before = state_;
    const size_t count = before->count;
    if (!snapshot.gathered) {
      if (snapshot.sealed) publish(std::make_shared<State>(before->rows, count, snapshot.sealed));
      return;
    }
    const auto after = snapshot.gathered;
    after->sealed = snapshot.sealed;
    for (size_t row = 0; row < snapshot.sources.size(); ++row) {
      if (before->rows.isDead(snapshot.sources[row])) {
        after->rows.kill(row);
        snapshot.map.remove(after->rows.id(row));
      }
    }
    std::vector<size_t> later;
    std::vector<int64_t> ids;
    for (size_t row = snapshot.seen; row < count; ++row) {
      if (before->rows.isDead(row)) continue;
      later.push_back(row);
      ids.push_back(before->rows.id(row));
    }
    std::swap(map_, snapshot.map);
    try {
      // Not before all rows are in it is it seen.
      append(after, later.size(), ids.data(), [&](const Rows& rows, size_t row, size_t source) {
        rows.copy(row, before->rows, later[source]);
      });
    } catch (...) {
      std::swap(map_, snapshot.map);
      throw;
    }
  }

  /** Ends what is being sealed, soon and with an exception. */
  void cancel() { *cancelled_ = true; }

  int dimension() const { return current()->rows.dimension; }

  int64_t total() const { return total_; }

  /** Rows that a search by codes goes through, the dead among them. */
  int64_t tailRows() const {
    const auto state = current();
    return state->count - state->sealedRows();
  }

  /** Rows that died and still take room. */
  int64_t deadRows() const {
    const std::shared_lock<std::shared_mutex> lock(writing_);
    return state_->count - map_.size();
  }

  /** Rows in the graph. */
  int64_t sealedRows() const { return current()->sealedRows(); }

  /** Memory in use, without what is in a file. */
  int64_t bytes() const {
    const std::shared_lock<std::shared_mutex> lock(writing_);
    return state_->count * Block::bytesPerRow(state_->rows.dimension) - state_->rows.mappedBytes() + map_.bytes() +
           (state_->sealed ? state_->sealed->size() : 0);
  }

 private:
  friend class Snapshot;

  std::shared_ptr<const State> current() const { return std::atomic_load(&state_); }
  void publish(std::shared_ptr<State> state) { std::atomic_store(&state_, std::move(state)); }

  static int32_t answer(Top& top, int64_t* ids, float* scores) {
    const auto hits = top.sorted();
    for (size_t i = 0; i < hits.size(); ++i) {
      ids[i] = hits[i].id;
      scores[i] = hits[i].score;
    }
    return hits.size();
  }

  /** Adds rows to a state, all or, when memory runs out, none, and makes it the current one. fill(rows, row, source) writes
   * one of them. */
  template <typename Fill>
  void append(std::shared_ptr<State> state, size_t count, const int64_t* ids, Fill fill) {
    map_.reserve(count);
    const size_t next = state->count.load(std::memory_order_relaxed);
    if (next + count >= RowMap::kAbsent) throw std::length_error("An index takes 4 billion rows");
    if (next + count > state->rows.capacity()) {
      auto larger = std::make_shared<State>(state->rows, next, state->sealed);
      larger->rows.reserve(next + count);
      state = larger;
    }
    for (size_t i = 0; i < count; ++i) fill(state->rows, next + i, i);
    for (size_t i = 0; i < count; ++i) {
      const uint32_t before = map_.put(ids[i], next + i);
      if (before != RowMap::kAbsent) state->rows.kill(before);
    }
    state->count.store(next + count, std::memory_order_release);
    publish(state);
    total_ = map_.size();
  }

  /** Rows that are scanned for all queries before the next are. */
  static constexpr size_t kPart = 1024;

  const std::shared_ptr<std::atomic<bool>> cancelled_ = std::make_shared<std::atomic<bool>>(false);
  mutable std::shared_mutex writing_;
  std::atomic<int64_t> total_{0};
  std::shared_ptr<State> state_;
  RowMap map_;
};

inline Snapshot::Snapshot(const Index& index) {
  const std::unique_lock<std::shared_mutex> lock(index.writing_);
  state = index.state_;
  cancelled = index.cancelled_;
  seen = state->count;
  alive.resize(seen);
  for (size_t row = 0; row < seen; ++row) alive[row] = !state->rows.isDead(row);
}

}  // namespace aura

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

/** What searches look at: rows in one large block, which may be sealed, and those that came later in small ones. Another
 * state takes its place when blocks are added or exchanged; who searches in this one goes on. */
struct State {
  static constexpr size_t kTailRows = 1024;

  explicit State(size_t dimension) : dimension(dimension) {}

  size_t baseRows() const { return base ? base->capacity : 0; }
  size_t rows() const { return baseRows() + tailRows.load(std::memory_order_acquire); }

  /** The block of a row, which becomes the number within it. */
  const Block& locate(size_t& row) const {
    if (row < baseRows()) return *base;
    row -= baseRows();
    const Block& block = *tail[row / kTailRows];
    row %= kTailRows;
    return block;
  }

  const size_t dimension;
  std::shared_ptr<Block> base;
  std::shared_ptr<Sealed> sealed;
  std::vector<std::shared_ptr<Block>> tail;
  std::atomic<size_t> tailRows{0};
};

class Index;

/** The rows that were alive at one moment, to be sealed or written while the index goes on. */
class Snapshot {
 public:
  explicit Snapshot(const Index& index);

  int64_t total() const { return std::count(alive.begin(), alive.end(), true); }

  /** Puts all rows into one block and, unless they are few, makes its graph. Where one is there already and most of its rows
   * are alive, it is the beginning of the new one, with its dead. */
  void seal(int64_t least) {
    omp_set_num_threads(1);
    const size_t total = this->total();
    const size_t former = state->sealed ? state->baseRows() : 0;
    const size_t dead = std::count(alive.begin(), alive.begin() + former, false);
    const size_t kept = dead * kMostDead <= former ? former : 0;
    map.reserve(total);
    base = std::make_shared<Block>(state->dimension, total + (kept > 0 ? dead : 0));
    size_t next = 0;
    for (size_t i = 0; i < alive.size(); ++i) {
      if (!alive[i] && i >= kept) continue;
      size_t row = i;
      const Block& block = state->locate(row);
      base->copy(next, block, row);
      if (alive[i]) {
        map.put(base->ids[next], next);
      } else {
        base->dead[next].store(true, std::memory_order_relaxed);
      }
      ++next;
    }
    if (total >= size_t(least)) {
      sealed = std::make_shared<Sealed>(*base, kept > 0 ? state->sealed.get() : nullptr, *cancelled);
    }
  }

  /** The rows of the large block as they lie, for what is sealed goes by their numbers; the others without the dead. */
  void write(File& file) const {
    const size_t baseRows = state->baseRows();
    const uint64_t head[3] = {state->dimension, baseRows, alive.size() - baseRows};
    file.write(head, sizeof head);
    if (baseRows > 0) {
      writeRows(file, *state->base, baseRows);
      file.write(alive.data(), baseRows);
      file.writeAll(state->sealed ? state->sealed->bytes() : std::vector<uint8_t>());
    }
    Block gathered(state->dimension, State::kTailRows);
    for (size_t first = baseRows; first < alive.size(); first += State::kTailRows) {
      size_t count = 0;
      for (size_t i = first; i < std::min(alive.size(), first + State::kTailRows); ++i) {
        if (!alive[i]) continue;
        size_t row = i;
        const Block& block = state->locate(row);
        gathered.copy(count++, block, row);
      }
      writeRows(file, gathered, count);
    }
  }

  static void writeRows(File& file, const Block& block, size_t rows) {
    file.write(block.ids.get(), rows * sizeof(int64_t));
    file.write(block.measures.get(), rows * sizeof(Quantised));
    file.write(block.codes.get(), rows * block.width);
    file.write(block.vectors.get(), rows * block.dimension * sizeof(float));
  }

  /** Reads rows into a block with room for them. */
  static size_t readRows(File& file, const Block& block, size_t most) {
    const size_t bytes = file.next();
    if (bytes % sizeof(int64_t) != 0 || bytes / sizeof(int64_t) > most) File::damaged();
    const size_t rows = bytes / sizeof(int64_t);
    file.read(block.ids.get(), bytes);
    file.readExactly(block.measures.get(), rows * sizeof(Quantised));
    file.readExactly(block.codes.get(), rows * block.width);
    file.readExactly(block.vectors.get(), rows * block.dimension * sizeof(float));
    return rows;
  }

  /** A graph is kept while no more than one in so many of its rows is dead. */
  static constexpr size_t kMostDead = 8;

  std::shared_ptr<const State> state;
  std::shared_ptr<const std::atomic<bool>> cancelled;
  std::vector<uint8_t> alive;
  std::shared_ptr<Block> base;
  std::shared_ptr<Sealed> sealed;
  RowMap map;
};

/** Search by inner product over rows that carry an id of the caller's choice. All methods may be called by several
 * threads at once; searches wait for nobody. Arguments are checked by the caller. */
class Index {
 public:
  explicit Index(int dimension) : state_(std::make_shared<State>(dimension)) {}

  /** Reads what Snapshot::write wrote. */
  explicit Index(File& file) {
    uint64_t head[3];
    file.readExactly(head, sizeof head);
    auto state = std::make_shared<State>(head[0]);
    if (head[0] < 1 || head[0] > 65536 || head[1] + head[2] >= RowMap::kAbsent) File::damaged();
    if (head[1] > 0) readBase(file, *state, head[1]);
    state_ = state;
    Block read(head[0], State::kTailRows);
    for (size_t first = 0; first < head[2]; first += State::kTailRows) {
      append(state_, Snapshot::readRows(file, read, State::kTailRows), read.ids.get(), [&](Block& block, size_t row, size_t source) {
        block.copy(row, read, source);
      });
    }
  }

  /** vectors: count * dimension. A row whose id is there already takes its place. */
  void add(int64_t count, const int64_t* ids, const float* vectors) {
    const std::unique_lock<std::shared_mutex> lock(writing_);
    append(state_, count, ids, [&](Block& block, size_t row, size_t source) {
      block.fill(row, ids[source], vectors + source * block.dimension);
    });
  }

  /** Returns how many rows went. */
  int64_t remove(const int64_t* ids, int64_t count) {
    const std::unique_lock<std::shared_mutex> lock(writing_);
    int64_t removed = 0;
    for (int64_t i = 0; i < count; ++i) {
      const uint32_t row = map_.remove(ids[i]);
      if (row == RowMap::kAbsent) continue;
      kill(*state_, row);
      ++removed;
    }
    return removed;
  }

  /** ids, scores: room for count * k, best first for each query; found: how many for each. */
  void search(int64_t count, const float* queries, int64_t k, bool exact, int64_t* ids, float* scores, int32_t* found) const {
    const auto state = current();
    std::vector<Scan> scans;
    scans.reserve(count);
    for (int64_t i = 0; i < count; ++i) scans.emplace_back(queries + i * state->dimension, state->dimension, k);
    std::vector<bool> settled(count);
    for (int64_t i = 0; i < count && state->sealed && !exact; ++i) {
      settled[i] = state->sealed->search(*state->base, queries + i * state->dimension, k, scans[i]);
    }
    if (state->base) {
      // A part stays in the processor's cache until the last query is through with it.
      for (size_t from = 0; from < state->baseRows(); from += State::kTailRows) {
        const size_t to = std::min(state->baseRows(), from + State::kTailRows);
        for (int64_t i = 0; i < count; ++i) {
          if (!settled[i]) scans[i].rows(*state->base, from, to);
        }
      }
    }
    const size_t tailRows = state->rows() - state->baseRows();
    for (size_t from = 0; from < tailRows; from += State::kTailRows) {
      for (auto& scan : scans) {
        scan.rows(*state->tail[from / State::kTailRows], 0, std::min(State::kTailRows, tailRows - from));
      }
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
    Scan scan(query, state->dimension, k);
    for (size_t i = 0; i < rows.size();) {
      size_t run = 1;
      size_t row = rows[i];
      const Block& block = state->locate(row);
      while (i + run < rows.size() && rows[i + run] == rows[i] + run && row + run < block.capacity) ++run;
      scan.rows(block, row, row + run);
      i += run;
    }
    Top top(k);
    scan.finish(top);
    return answer(top, ids, scores);
  }

  /** Exchanges the rows that a snapshot was made of for what it has sealed; only one snapshot at a time may be sealed. */
  void adopt(Snapshot& snapshot) {
    const std::unique_lock<std::shared_mutex> lock(writing_);
    const auto before = state_;
    auto after = std::make_shared<State>(before->dimension);
    after->base = snapshot.base;
    after->sealed = snapshot.sealed;
    for (size_t i = 0; i < snapshot.alive.size(); ++i) {
      size_t row = i;
      const Block& block = before->locate(row);
      if (snapshot.alive[i] && block.isDead(row)) kill(*after, snapshot.map.remove(block.ids[row]));
    }
    std::vector<size_t> later;
    std::vector<int64_t> ids;
    for (size_t i = snapshot.alive.size(); i < before->rows(); ++i) {
      size_t row = i;
      const Block& block = before->locate(row);
      if (block.isDead(row)) continue;
      later.push_back(i);
      ids.push_back(block.ids[row]);
    }
    std::swap(map_, snapshot.map);
    try {
      // Not before all rows are in it is it seen.
      append(after, later.size(), ids.data(), [&](Block& block, size_t at, size_t source) {
        size_t row = later[source];
        const Block& from = before->locate(row);
        block.copy(at, from, row);
      });
    } catch (...) {
      std::swap(map_, snapshot.map);
      throw;
    }
  }

  /** Ends what is being sealed, soon and with an exception. */
  void cancel() { *cancelled_ = true; }

  int dimension() const { return current()->dimension; }

  int64_t total() const {
    const std::shared_lock<std::shared_mutex> lock(writing_);
    return map_.size();
  }

  /** Rows that a search by codes goes through, the dead among them. */
  int64_t tailRows() const {
    const auto state = current();
    return state->rows() - (state->sealed ? state->baseRows() : 0);
  }

  /** Rows that died and still take room. */
  int64_t deadRows() const {
    const std::shared_lock<std::shared_mutex> lock(writing_);
    return state_->rows() - map_.size();
  }

  /** Rows that are sealed. */
  int64_t sealedRows() const {
    const auto state = current();
    return state->sealed ? state->baseRows() : 0;
  }

  /** Memory in use. */
  int64_t bytes() const {
    const std::shared_lock<std::shared_mutex> lock(writing_);
    return state_->rows() * Block::bytesPerRow(state_->dimension) + map_.bytes() + (state_->sealed ? state_->sealed->size() : 0);
  }

 private:
  friend class Snapshot;

  std::shared_ptr<const State> current() const { return std::atomic_load(&state_); }
  void publish(std::shared_ptr<State> state) { std::atomic_store(&state_, std::move(state)); }

  static void kill(const State& state, size_t row) {
    const Block& block = state.locate(row);
    block.dead[row].store(true, std::memory_order_relaxed);
  }

  static int32_t answer(Top& top, int64_t* ids, float* scores) {
    const auto hits = top.sorted();
    for (size_t i = 0; i < hits.size(); ++i) {
      ids[i] = hits[i].id;
      scores[i] = hits[i].score;
    }
    return hits.size();
  }

  /** Adds rows to a state, all or, when memory runs out, none, and makes it the current one. fill(block, row, source)
   * writes one of them. */
  template <typename Fill>
  void append(std::shared_ptr<State> state, size_t count, const int64_t* ids, Fill fill) {
    map_.reserve(count);
    const size_t next = state->tailRows.load(std::memory_order_relaxed);
    if (next + count > state->tail.size() * State::kTailRows) {
      auto larger = std::make_shared<State>(state->dimension);
      larger->base = state->base;
      larger->sealed = state->sealed;
      larger->tail = state->tail;
      larger->tailRows.store(next, std::memory_order_relaxed);
      while (next + count > larger->tail.size() * State::kTailRows) {
        larger->tail.push_back(std::make_shared<Block>(larger->dimension, State::kTailRows));
      }
      state = larger;
    }
    if (state->baseRows() + next + count >= RowMap::kAbsent) throw std::length_error("An index takes 4 billion rows");
    for (size_t i = 0; i < count; ++i) {
      fill(*state->tail[(next + i) / State::kTailRows], (next + i) % State::kTailRows, i);
    }
    for (size_t i = 0; i < count; ++i) {
      const uint32_t before = map_.put(ids[i], state->baseRows() + next + i);
      if (before != RowMap::kAbsent) kill(*state, before);
    }
    state->tailRows.store(next + count, std::memory_order_release);
    publish(state);
  }

  void readBase(File& file, State& state, size_t rows) {
    // The length was believed only after its checksum; so is the number of rows, which it must agree with.
    state.base = std::make_shared<Block>(state.dimension, rows);
    if (Snapshot::readRows(file, *state.base, rows) != rows) File::damaged();
    std::vector<uint8_t> alive(rows);
    file.readExactly(alive.data(), rows);
    const auto bytes = file.readAll<uint8_t>();
    if (!bytes.empty()) state.sealed = std::make_shared<Sealed>(bytes, *state.base);
    map_.reserve(rows);
    for (size_t row = 0; row < rows; ++row) {
      if (alive[row]) {
        map_.put(state.base->ids[row], row);
      } else {
        kill(state, row);
      }
    }
  }

  const std::shared_ptr<std::atomic<bool>> cancelled_ = std::make_shared<std::atomic<bool>>(false);
  mutable std::shared_mutex writing_;
  std::shared_ptr<State> state_;
  RowMap map_;
};

inline Snapshot::Snapshot(const Index& index) {
  const std::unique_lock<std::shared_mutex> lock(index.writing_);
  state = index.state_;
  cancelled = index.cancelled_;
  alive.resize(state->rows());
  for (size_t i = 0; i < alive.size(); ++i) {
    size_t row = i;
    alive[i] = !state->locate(row).isDead(row);
  }
}

}  // namespace aura

#pragma once

#include <atomic>
#include <memory>
#include <new>

#include "aura_file.h"
#include "aura_kernels.h"

namespace aura {

/** Memory for an array that the system takes back at once when it is freed. Pages that were never touched cost nothing. */
template <typename T>
class Pages {
 public:
  /** All zeros. */
  explicit Pages(size_t count) : size_(std::max<size_t>(1, count * sizeof(T))) {
    void* memory = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    first_ = static_cast<T*>(memory);
#ifdef MADV_HUGEPAGE
    // An index of a few rows should not take a huge page for each of its arrays.
    if (size_ > 2 * kHuge) ::madvise(static_cast<char*>(memory) + kHuge, size_ - kHuge, MADV_HUGEPAGE);
#endif
  }

  /** What somebody mapped. */
  Pages(void* mapped, size_t count) : size_(count * sizeof(T)), first_(static_cast<T*>(mapped)) {}

  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;
  ~Pages() { ::munmap(first_, size_); }

  T* get() const { return first_; }
  T& operator[](size_t i) const { return first_[i]; }

 private:
  static constexpr size_t kHuge = 2 << 20;
  size_t size_;
  T* first_;
};

/** A fixed number of rows side by side: vectors in float for the score, codes for the scan, and what bounds the difference. A
 * row that was filled never changes but for its death, so readers need no lock. Of a full block that was read from a file the
 * vectors stay there: few of them are looked at, and each is checked when it is for the first time. */
class Block {
 public:
  Block(size_t dimension, size_t capacity)
      : Block(dimension, capacity, std::make_unique<Pages<float>>(capacity * dimension)) {}

  /** Reads what write() wrote. */
  Block(size_t dimension, size_t capacity, size_t rows, File& file) : Block(dimension, capacity, nullptr) {
    file.readExactly(ids.get(), rows * sizeof(int64_t));
    file.readExactly(measures.get(), rows * sizeof(Quantised));
    file.readExactly(codes.get(), rows * width);
    if (rows == capacity) {
      sums_ = std::make_unique<Pages<uint64_t>>(capacity);
      checked_ = std::make_unique<Pages<std::atomic<bool>>>(capacity);
      file.readExactly(sums_->get(), rows * sizeof(uint64_t));
      auto [pages, part] = file.map(capacity * bytesPerVector());
      vectors_ = std::make_unique<Pages<float>>(pages, capacity * dimension);
      part_ = std::move(part);
    } else {
      vectors_ = std::make_unique<Pages<float>>(capacity * dimension);
      file.readExactly(vectors_->get(), rows * dimension * sizeof(float));
    }
  }

  /** Writes the first rows. */
  void write(File& file, size_t rows) const {
    file.write(ids.get(), rows * sizeof(int64_t));
    file.write(measures.get(), rows * sizeof(Quantised));
    file.write(codes.get(), rows * width);
    if (rows == capacity) {
      std::vector<uint64_t> sums(rows);
      for (size_t row = 0; row < rows; ++row) sums[row] = sum(vector(row));
      file.writeAll(sums);
      file.writePages(vectors_->get(), rows * dimension * sizeof(float));
    } else {
      file.write(vectors_->get(), rows * dimension * sizeof(float));
    }
  }

  static size_t bytesPerRow(size_t dimension) {
    return sizeof(int64_t) + dimension * sizeof(float) + codeWidth(dimension) + sizeof(Quantised) + 1;
  }

  /** Bytes of its vectors that are in the file. */
  size_t mappedBytes() const { return sums_ ? capacity * dimension * sizeof(float) : 0; }

  void fill(size_t row, int64_t id, const float* vector) {
    ids[row] = id;
    std::memcpy(&(*vectors_)[row * dimension], vector, dimension * sizeof(float));
    measures[row] = quantise(vector, dimension, &codes[row * width]);
  }

  void copy(size_t row, const Block& from, size_t source) {
    ids[row] = from.ids[source];
    std::memcpy(&(*vectors_)[row * dimension], from.vector(source), dimension * sizeof(float));
    std::memcpy(&codes[row * width], &from.codes[source * width], width);
    measures[row] = from.measures[source];
  }

  const float* vector(size_t row) const {
    const float* vector = &(*vectors_)[row * dimension];
    if (sums_ && !(*checked_)[row].load(std::memory_order_relaxed)) {
      std::vector<float> read(dimension);
      if (!part_->read(read.data(), bytesPerVector(), row * bytesPerVector()) || sum(read.data()) != (*sums_)[row]) {
        File::damaged();
      }
      (*checked_)[row].store(true, std::memory_order_relaxed);
    }
    return vector;
  }

  const size_t dimension;
  const size_t width;
  const size_t capacity;
  const Pages<int64_t> ids;
  const Pages<int8_t> codes;
  const Pages<Quantised> measures;
  const Pages<std::atomic<bool>> dead;

 private:
  Block(size_t dimension, size_t capacity, std::unique_ptr<Pages<float>> vectors)
      : dimension(dimension),
        width(codeWidth(dimension)),
        capacity(capacity),
        ids(capacity),
        codes(capacity * width),
        measures(capacity),
        dead(capacity),
        vectors_(std::move(vectors)) {}

  size_t bytesPerVector() const { return dimension * sizeof(float); }

  uint64_t sum(const float* vector) const {
    Checksum checksum;
    checksum.add(vector, bytesPerVector());
    return checksum.value();
  }

  std::unique_ptr<Pages<float>> vectors_;
  /** Of vectors that are in a file: where, what they have to sum to, and whether that was seen. */
  std::unique_ptr<Part> part_;
  std::unique_ptr<Pages<uint64_t>> sums_;
  std::unique_ptr<Pages<std::atomic<bool>>> checked_;
};

/** Rows from block to block. Blocks are only ever added, so that a row keeps its number. */
class Rows {
 public:
  explicit Rows(size_t dimension) : dimension(dimension), width(codeWidth(dimension)), shift_(shift(dimension)) {}

  size_t capacity() const { return blocks_.size() << shift_; }
  size_t blockRows() const { return size_t(1) << shift_; }

  /** Makes room for so many in all. */
  void reserve(size_t rows) {
    while (capacity() < rows) blocks_.push_back(std::make_shared<Block>(dimension, blockRows()));
  }

  /** Reads what write() wrote. */
  void read(File& file, size_t rows) {
    for (size_t from = 0; from < rows; from += blockRows()) {
      blocks_.push_back(std::make_shared<Block>(dimension, blockRows(), std::min(blockRows(), rows - from), file));
    }
  }

  /** Writes the first rows. */
  void write(File& file, size_t rows) const {
    for (size_t from = 0; from < rows; from += blockRows()) block(from).write(file, std::min(blockRows(), rows - from));
  }

  Block& block(size_t row) const { return *blocks_[row >> shift_]; }
  size_t within(size_t row) const { return row & (blockRows() - 1); }

  void fill(size_t row, int64_t id, const float* vector) const { block(row).fill(within(row), id, vector); }
  void copy(size_t row, const Rows& from, size_t source) const {
    block(row).copy(within(row), from.block(source), from.within(source));
  }

  int64_t id(size_t row) const { return block(row).ids[within(row)]; }
  const float* vector(size_t row) const { return block(row).vector(within(row)); }
  const int8_t* code(size_t row) const { return &block(row).codes[within(row) * width]; }
  const Quantised& measure(size_t row) const { return block(row).measures[within(row)]; }
  bool isDead(size_t row) const { return block(row).dead[within(row)].load(std::memory_order_relaxed); }
  void kill(size_t row) const { block(row).dead[within(row)].store(true, std::memory_order_relaxed); }

  /** Asks for what a scan needs of a row before it is needed. Inlined always: a call of what has no other effect than this would
   * be taken for one without any, and left out. */
  [[gnu::always_inline]] void prefetch(size_t row) const {
    const int8_t* code = this->code(row);
    for (size_t i = 0; i < width; i += 64) __builtin_prefetch(code + i);
    __builtin_prefetch(&measure(row));
  }

  size_t mappedBytes() const {
    size_t bytes = 0;
    for (const auto& block : blocks_) bytes += block->mappedBytes();
    return bytes;
  }

  const size_t dimension;
  const size_t width;

 private:
  /** A block of 65,536 rows, of long vectors fewer: 128 MB of them, or 1,024. */
  static int shift(size_t dimension) {
    int shift = 16;
    while (shift > 10 && (dimension * sizeof(float) << shift) > (size_t(128) << 20)) --shift;
    return shift;
  }

  const int shift_;
  std::vector<std::shared_ptr<Block>> blocks_;
};

}  // namespace aura

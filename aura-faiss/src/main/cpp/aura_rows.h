#pragma once

#include <atomic>
#include <memory>
#include <new>
#include <sys/mman.h>

#include "aura_file.h"
#include "aura_kernels.h"

namespace aura {

/** Memory for an array that the system takes back at once when it is freed. Pages that were never touched cost nothing. */
template <typename T>
class Pages {
 public:
  explicit Pages(size_t count) : size_(std::max<size_t>(1, count * sizeof(T))) {
    void* memory = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
    if (size_ >= kHuge) ::madvise(memory, size_, MADV_HUGEPAGE);
#endif
    first_ = static_cast<T*>(memory);
  }

  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;
  ~Pages() { ::munmap(first_, size_); }

  T* get() const { return first_; }
  T& operator[](size_t i) const { return first_[i]; }

 private:
  static constexpr size_t kHuge = 16 << 20;
  size_t size_;
  T* first_;
};

/** Rows side by side: vectors in float for the score, codes for the scan, and what bounds the difference. A row that was
 * filled never changes but for its death, so readers need no lock. */
struct Block {
  Block(size_t dimension, size_t capacity)
      : dimension(dimension),
        width(codeWidth(dimension)),
        capacity(capacity),
        ids(capacity),
        vectors(capacity * dimension),
        codes(capacity * width),
        measures(capacity),
        dead(capacity) {}

  static size_t bytesPerRow(size_t dimension) {
    return sizeof(int64_t) + dimension * sizeof(float) + codeWidth(dimension) + sizeof(Quantised) + 1;
  }

  void fill(size_t row, int64_t id, const float* vector) {
    ids[row] = id;
    std::memcpy(&vectors[row * dimension], vector, dimension * sizeof(float));
    measures[row] = quantise(vector, dimension, &codes[row * width]);
  }

  void copy(size_t row, const Block& from, size_t source) {
    ids[row] = from.ids[source];
    std::memcpy(&vectors[row * dimension], &from.vectors[source * dimension], dimension * sizeof(float));
    std::memcpy(&codes[row * width], &from.codes[source * width], width);
    measures[row] = from.measures[source];
  }

  const float* vector(size_t row) const { return &vectors[row * dimension]; }
  const int8_t* code(size_t row) const { return &codes[row * width]; }

  /** Asks for what a scan needs of a row before it is needed. */
  void prefetch(size_t row) const {
    for (size_t i = 0; i < width; i += 64) __builtin_prefetch(code(row) + i);
    __builtin_prefetch(&measures[row]);
  }

  bool isDead(size_t row) const { return dead[row].load(std::memory_order_relaxed); }

  const size_t dimension;
  const size_t width;
  const size_t capacity;
  Pages<int64_t> ids;
  Pages<float> vectors;
  Pages<int8_t> codes;
  Pages<Quantised> measures;
  Pages<std::atomic<bool>> dead;
};

}  // namespace aura

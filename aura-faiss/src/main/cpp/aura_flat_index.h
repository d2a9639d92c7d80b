#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <faiss/IndexFlat.h>
#include <faiss/impl/IDSelector.h>
#include <omp.h>

extern "C" void openblas_set_num_threads(int threads);

namespace aura {

/** Exact inner-product search over rows that carry an id of the caller's choice. Callers
 * see to it that nobody searches while somebody adds or removes. */
class FlatIndex {
 public:
  explicit FlatIndex(int dimension) : index_(dimension) { openblas_set_num_threads(1); }

  /** vectors: count * dimension. */
  void add(int64_t count, const int64_t* ids, const float* vectors) {
    omp_set_num_threads(1);
    const size_t before = ids_.size();
    try {
      ids_.insert(ids_.end(), ids, ids + count);
      index_.add(count, vectors);
    } catch (...) {
      ids_.resize(before);
      throw;
    }
  }

  /** sorted: ascending. Returns how many rows went. */
  int64_t remove(const int64_t* sorted, int64_t count) {
    omp_set_num_threads(1);
    const OneOf gone(ids_, sorted, count);
    const int64_t removed = index_.remove_ids(gone);
    ids_.erase(std::remove_if(ids_.begin(), ids_.end(), [&](int64_t id) { return gone.contains(id); }), ids_.end());
    return removed;
  }

  /** ids, scores: room for k, best first. Returns how many were found. */
  int64_t search(const float* query, int64_t k, int64_t* ids, float* scores) const {
    return search(query, k, ids, scores, nullptr);
  }

  /** The same among the ids of an ascending list only. */
  int64_t searchAmong(const float* query, int64_t k, int64_t* ids, float* scores, const int64_t* sorted, int64_t count) const {
    OneOf among(ids_, sorted, count);
    faiss::SearchParameters parameters;
    parameters.sel = &among;
    return search(query, k, ids, scores, &parameters);
  }

  int64_t total() const { return index_.ntotal; }

 private:
  /** Rows whose id is in an ascending list. FAISS's IndexIDMap would translate ids itself,
   * but in 1.7.3 it refuses search parameters. */
  struct OneOf : faiss::IDSelector {
    OneOf(const std::vector<int64_t>& ids, const int64_t* sorted, int64_t count)
        : ids(ids), first(sorted), last(sorted + count) {}
    bool contains(int64_t id) const { return std::binary_search(first, last, id); }
    bool is_member(int64_t row) const override { return contains(ids[row]); }
    const std::vector<int64_t>& ids;
    const int64_t* first;
    const int64_t* last;
  };

  int64_t search(const float* query, int64_t k, int64_t* ids, float* scores, const faiss::SearchParameters* parameters) const {
    // The setting is the calling thread's own: without it every Java thread would start a
    // team of native ones.
    omp_set_num_threads(1);
    index_.search(1, query, k, scores, ids, parameters);
    int64_t found = 0;
    while (found < k && ids[found] >= 0) {
      ids[found] = ids_[ids[found]];
      ++found;
    }
    return found;
  }

  faiss::IndexFlatIP index_;
  std::vector<int64_t> ids_;  // by row
};

}  // namespace aura

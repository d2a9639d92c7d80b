#pragma once

#include <faiss/IndexFlat.h>
#include <faiss/IndexIVFPQFastScan.h>
#include <faiss/IndexPQFastScan.h>
#include <faiss/impl/io.h>
#include <faiss/index_io.h>

#include "aura_search.h"

namespace aura {

/** A FAISS index over the vectors of a block: product quantisation to 4 bits for each 4 floats, which a query scans by table
 * look-ups in registers; what looks best is scored anew in float. Other types of FAISS have traps (a throw inside a region of
 * OpenMP ends the process), so these two, which are tested, are all there is. */
class Sealed {
 public:
  /** Takes seconds to minutes. lists: 1 scans all, more divide the rows, of which a query then scans a part. */
  Sealed(const Block& block, int64_t lists, const std::atomic<bool>& cancelled) {
    const int dimension = block.dimension;
    if (lists > 1) {
      auto divided = std::make_unique<faiss::IndexIVFPQFastScan>(
          new faiss::IndexFlatIP(dimension), dimension, lists, dimension / kFloatsPerCode, 4, faiss::METRIC_INNER_PRODUCT);
      divided->own_fields = true;
      index_ = std::move(divided);
    } else {
      index_ = std::make_unique<faiss::IndexPQFastScan>(dimension, dimension / kFloatsPerCode, 4, faiss::METRIC_INNER_PRODUCT);
    }
    train(block);
    for (size_t row = 0; row < block.capacity; row += kPart) {
      if (cancelled) throw std::runtime_error("Sealing was cancelled");
      index_->add(std::min(kPart, block.capacity - row), block.vector(row));
    }
    if (lists > 1) chooseProbes(block);
  }

  /** Reads what bytes() gave for this block. */
  Sealed(const std::vector<uint8_t>& bytes, const Block& block) {
    faiss::VectorIOReader reader;
    reader.data = bytes;
    index_.reset(faiss::read_index(&reader));
    const bool tested = dynamic_cast<faiss::IndexIVFPQFastScan*>(index_.get()) || dynamic_cast<faiss::IndexPQFastScan*>(index_.get());
    if (!tested || size_t(index_->d) != block.dimension || size_t(index_->ntotal) != block.capacity) File::damaged();
  }

  std::vector<uint8_t> bytes() const {
    faiss::VectorIOWriter writer;
    faiss::write_index(index_.get(), &writer);
    return std::move(writer.data);
  }

  /** How many lists a query scans. */
  int64_t probes() const {
    const auto* divided = dynamic_cast<const faiss::IndexIVFPQFastScan*>(index_.get());
    return divided ? divided->nprobe : 1;
  }

  int64_t size() const { return index_->ntotal * (index_->d / kFloatsPerCode) / 2; }

  /** Offers the best rows of the block to one Top for each query. Says for which queries that settled it; for the others
   * too few rows came back alive. */
  std::vector<bool> search(const Block& block, size_t count, const float* queries, size_t k, std::vector<Top>& tops) const {
    const size_t wanted = kFactor * k + kMore;
    std::vector<bool> settled(count);
    if (wanted > block.capacity / 8) return settled;
    std::vector<float> distances(count * wanted);
    std::vector<int64_t> rows(count * wanted);
    index_->search(count, queries, wanted, distances.data(), rows.data());
    for (size_t i = 0; i < count; ++i) {
      const auto* first = &rows[i * wanted];
      size_t alive = 0;
      for (size_t j = 0; j < wanted; ++j) alive += first[j] >= 0 && !block.isDead(first[j]);
      settled[i] = alive >= std::max(k, wanted / 2);
      for (size_t j = 0; settled[i] && j < wanted; ++j) {
        if (j + 4 < wanted && first[j + 4] >= 0) prefetch(block, first[j + 4]);
        if (first[j] < 0 || block.isDead(first[j])) continue;
        tops[i].offer({kernels().product(queries + i * block.dimension, block.vector(first[j]), block.dimension), block.ids[first[j]]});
      }
    }
    return settled;
  }

 private:
  static constexpr size_t kFloatsPerCode = 4;
  static constexpr size_t kPart = 16384;
  /** How many rows are scored in float for k results: on real embeddings a recall@10 above .99. */
  static constexpr size_t kFactor = 10;
  static constexpr size_t kMore = 300;

  static void prefetch(const Block& block, size_t row) {
    const char* vector = reinterpret_cast<const char*>(block.vector(row));
    for (size_t byte = 0; byte < block.dimension * sizeof(float); byte += 256) __builtin_prefetch(vector + byte);
  }

  /** On rows from everywhere: neighbours in time are often alike. */
  void train(const Block& block) {
    const size_t most = kPart * 4;
    const size_t step = std::max<size_t>(1, block.capacity / most);
    std::vector<float> sample;
    for (size_t row = 0; row < block.capacity && sample.size() < most * block.dimension; row += step) {
      sample.insert(sample.end(), block.vector(row), block.vector(row) + block.dimension);
    }
    index_->train(sample.size() / block.dimension, sample.data());
  }

  /** The fewest lists that give nearly all of what an exact scan finds, by trial on the rows themselves: how many that takes
   * differs widely between texts. */
  void chooseProbes(const Block& block) {
    constexpr size_t kQueries = 100;
    constexpr size_t k = 10;
    constexpr size_t kFound = 985 * kQueries * k / 1000;
    auto& divided = dynamic_cast<faiss::IndexIVFPQFastScan&>(*index_);
    std::vector<float> queries;
    std::vector<std::vector<Hit>> expected;
    for (size_t i = 0; i < kQueries; ++i) {
      const float* vector = block.vector(block.capacity / kQueries * i);
      queries.insert(queries.end(), vector, vector + block.dimension);
      Scan scan(vector, block.dimension, k);
      scan.rows(block, 0, block.capacity);
      Top top(k);
      scan.finish(top);
      expected.push_back(top.sorted());
    }
    for (divided.nprobe = 4; divided.nprobe < divided.nlist; divided.nprobe = divided.nprobe * 5 / 4) {
      std::vector<Top> tops(kQueries, Top(k));
      search(block, kQueries, queries.data(), k, tops);
      size_t found = 0;
      for (size_t i = 0; i < kQueries; ++i) {
        for (const Hit& hit : tops[i].sorted()) {
          found += std::any_of(expected[i].begin(), expected[i].end(), [&](const Hit& each) { return each.id == hit.id; });
        }
      }
      if (found >= kFound) return;
    }
    divided.nprobe = divided.nlist;
  }

  std::unique_ptr<faiss::Index> index_;
};

}  // namespace aura

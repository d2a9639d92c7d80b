#pragma once

#include <faiss/IndexPQFastScan.h>
#include <faiss/impl/io.h>
#include <faiss/index_io.h>

#include "aura_search.h"

namespace aura {

/** A FAISS index over the vectors of a block: product quantisation to 4 bits for each 4 floats, which a query scans by table
 * look-ups in registers; what looks best is looked at more closely. Other types of FAISS have traps (a throw inside a region of
 * OpenMP ends the process), so this one, which is tested, is all there is. */
class Sealed {
 public:
  static constexpr size_t kFloatsPerCode = 4;

  /** Takes seconds. The dimension must be a multiple of kFloatsPerCode. */
  Sealed(const Block& block, const std::atomic<bool>& cancelled)
      : index_(std::make_unique<faiss::IndexPQFastScan>(block.dimension, block.dimension / kFloatsPerCode, 4, faiss::METRIC_INNER_PRODUCT)) {
    train(block);
    for (size_t row = 0; row < block.capacity; row += kPart) {
      if (cancelled) throw std::runtime_error("Sealing was cancelled");
      index_->add(std::min(kPart, block.capacity - row), block.vector(row));
    }
  }

  /** Reads what bytes() gave for this block. */
  Sealed(const std::vector<uint8_t>& bytes, const Block& block) {
    faiss::VectorIOReader reader;
    reader.data = bytes;
    std::unique_ptr<faiss::Index> read(faiss::read_index(&reader));
    index_.reset(dynamic_cast<faiss::IndexPQFastScan*>(read.get()));
    if (!index_) File::damaged();
    read.release();
    if (size_t(index_->d) != block.dimension || size_t(index_->ntotal) != block.capacity) File::damaged();
  }

  std::vector<uint8_t> bytes() const {
    faiss::VectorIOWriter writer;
    faiss::write_index(index_.get(), &writer);
    return std::move(writer.data);
  }

  int64_t size() const { return index_->ntotal * (index_->d / kFloatsPerCode) / 2; }

  /** Shows the most promising rows of the block to one scan for each query, which finds the best of them. Says for which
   * queries that settled it; for the others too few rows came back alive. */
  std::vector<bool> search(const Block& block, size_t count, const float* queries, size_t k, std::vector<Scan>& scans) const {
    const size_t wanted = kFactor * k + kMore + block.capacity / kPer;
    std::vector<bool> settled(count);
    if (wanted > block.capacity / 8) return settled;
    std::vector<float> distances(count * wanted);
    std::vector<int64_t> rows(count * wanted);
    index_->search(count, queries, wanted, distances.data(), rows.data());
    for (size_t i = 0; i < count; ++i) {
      const auto* first = &rows[i * wanted];
      const size_t alive = std::count_if(first, first + wanted, [&](int64_t row) { return row >= 0 && !block.isDead(row); });
      settled[i] = alive >= std::max(k, wanted / 2);
      if (settled[i]) scans[i].scattered(block, first, wanted);
    }
    return settled;
  }

 private:
  static constexpr size_t kPart = 16384;
  /** How many rows are looked at more closely for k results, one more for each kPer rows that there are: on real
   * embeddings a recall@10 of .99 at 100,000 rows. */
  static constexpr size_t kFactor = 20;
  static constexpr size_t kMore = 400;
  static constexpr size_t kPer = 1000;

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

  std::unique_ptr<faiss::IndexPQFastScan> index_;
};

}  // namespace aura

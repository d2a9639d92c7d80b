#pragma once

#include <faiss/impl/AuxIndexStructures.h>
#include <faiss/impl/DistanceComputer.h>
#include <faiss/impl/HNSW.h>

#include "aura_search.h"

namespace aura {

/** How far rows are from each other, for FAISS, which makes a graph of them. By their codes: a quarter of the memory that
 * floats would fetch, which is what the making of a graph, like a search in it, waits for. */
class Distances : public faiss::DistanceComputer {
 public:
  explicit Distances(const Rows& rows) : rows_(rows) {}

  /** The row that the others are near to or far from. */
  void from(size_t row) {
    code_ = rows_.code(row);
    scale_ = rows_.measure(row).scale;
  }

  void set_query(const float*) override { throw std::logic_error("Rows are only compared with rows"); }
  float operator()(int64_t row) override { return -alike(code_, scale_, row); }

  /** A little nearer than from a query. A row whose links are full gives up a neighbour that is nearer to another neighbour
   * than to itself; of many equal rows, which are all as near, it would otherwise keep all, and lead to nothing else. */
  float symmetric_dis(int64_t one, int64_t other) override {
    const float alike = this->alike(rows_.code(one), rows_.measure(one).scale, other);
    return -alike - std::fabs(alike) * kNearer;
  }

 private:
  float alike(const int8_t* code, float scale, int64_t row) const {
    return scale * rows_.measure(row).scale * kernels().alike(code, rows_.code(row), rows_.width);
  }

  static constexpr float kNearer = 1e-5f;
  const Rows& rows_;
  const int8_t* code_ = nullptr;
  float scale_ = 0;
};

/** A graph over the first rows, in which a search goes from row to row towards its query (HNSW). FAISS makes it; it is
 * searched here, since most of the time of a search is waiting for memory: the codes of all neighbours of a row are asked for
 * before the first of them is looked at. Rows are never taken out: the dead lead on to others, and are not answered. */
class Sealed {
 public:
  /** Takes a second for some thousand rows.
   * @param alive of the rows that it is made of; those that are dead already get no links
   * @param former a graph over the first of these rows, or none */
  Sealed(const Rows& rows, const std::vector<uint8_t>& alive, const Sealed* former, const std::atomic<bool>& cancelled)
      : graph_(kLinks) {
    if (former != nullptr) graph_ = former->graph_;
    graph_.efConstruction = kExploredToMake;
    const size_t first = this->rows();
    graph_.prepare_level_tab(alive.size() - first);
    Distances distances(rows);
    faiss::VisitedTable visited(alive.size());
    // FAISS wants them, though there is one thread.
    std::vector<omp_lock_t> locks(alive.size());
    for (auto& lock : locks) omp_init_lock(&lock);
    for (size_t row = first; row < alive.size() && !cancelled; ++row) {
      if (!alive[row]) continue;
      distances.from(row);
      graph_.add_with_locks(distances, graph_.levels[row] - 1, row, locks, visited);
    }
    for (auto& lock : locks) omp_destroy_lock(&lock);
    if (cancelled) throw std::runtime_error("Sealing was cancelled");
  }

  /** Reads what write() wrote. Nothing that it says is followed before it was looked at. */
  explicit Sealed(File& file, size_t most) : graph_(kLinks) {
    Head head;
    file.readExactly(&head, sizeof head);
    if (head.rows > most || head.links > UINT32_MAX * uint64_t(kLinks)) File::damaged();
    const size_t rows = head.rows;
    graph_.levels.resize(rows);
    file.readExactly(graph_.levels.data(), rows * sizeof(int32_t));
    graph_.offsets.resize(rows + 1);
    const int levels = graph_.cum_nneighbor_per_level.size();
    for (size_t row = 0; row < rows; ++row) {
      if (graph_.levels[row] < 1 || graph_.levels[row] >= levels) File::damaged();
      graph_.offsets[row + 1] = graph_.offsets[row] + graph_.cum_nb_neighbors(graph_.levels[row]);
    }
    if (graph_.offsets[rows] != head.links || head.entry < 0 || size_t(head.entry) >= rows) File::damaged();
    graph_.neighbors.resize(head.links);
    file.readExactly(graph_.neighbors.data(), head.links * sizeof(int32_t));
    graph_.entry_point = head.entry;
    graph_.max_level = graph_.levels[head.entry] - 1;
    requireLinksWithin();
  }

  void write(File& file) const {
    const Head head{rows(), graph_.offsets.back(), graph_.entry_point, 0};
    file.write(&head, sizeof head);
    file.write(graph_.levels.data(), head.rows * sizeof(int32_t));
    file.write(graph_.neighbors.data(), head.links * sizeof(int32_t));
  }

  size_t rows() const { return graph_.levels.size(); }
  int64_t size() const {
    return graph_.neighbors.size() * sizeof(int32_t) + rows() * (sizeof(graph_.levels[0]) + sizeof(graph_.offsets[0]));
  }

  /** Shows the most promising of its rows to a scan, which finds the best of them. Says whether that settles it; else too few
   * of them are alive. */
  bool search(const Rows& rows, const float* query, size_t k, Scan& scan) const {
    const size_t wanted = (kFactor * k + kMore) * breadth();
    if (wanted > this->rows() / 8) return false;
    std::vector<int8_t> code(rows.width);
    quantise(query, rows.dimension, code.data());
    const std::vector<int64_t> found = nearest(rows, code.data(), wanted);
    const size_t alive = std::count_if(found.begin(), found.end(), [&](int64_t row) { return !rows.isDead(row); });
    if (alive < std::max(k, wanted / 2)) return false;
    scan.scattered(found.data(), found.size());
    return true;
  }

 private:
  struct Head {
    uint64_t rows;
    uint64_t links;
    int32_t entry;
    int32_t unused;
  };

  /** Of a large graph more has to be seen: among a million rows .88 of the best 10 are found at a breadth of 1. */
  double breadth() const { return std::pow(std::max(1.0, rows() / kBroaderFrom), 0.75); }

  struct Near {
    float alike;
    int32_t row;
  };

  static bool nearer(const Near& one, const Near& other) { return one.alike > other.alike; }
  static bool farther(const Near& one, const Near& other) { return one.alike < other.alike; }

  /** Some rows near to a query by their codes, in no order. */
  std::vector<int64_t> nearest(const Rows& all, const int8_t* query, size_t count) const {
    const Near begin = descended(all, query);
    std::vector<uint64_t> seen((rows() + 63) / 64);
    // The worst in front, and the best in front.
    std::vector<Near> found{begin};
    std::vector<Near> ahead{begin};
    seen[begin.row / 64] |= uint64_t(1) << begin.row % 64;
    std::vector<int32_t> fresh;
    while (!ahead.empty()) {
      const Near next = ahead.front();
      if (found.size() == count && next.alike < found.front().alike) break;
      std::pop_heap(ahead.begin(), ahead.end(), farther);
      ahead.pop_back();
      fresh.clear();
      eachNeighbour(next.row, 0, [&](int32_t row) {
        const uint64_t bit = uint64_t(1) << row % 64;
        if (seen[row / 64] & bit) return;
        seen[row / 64] |= bit;
        all.prefetch(row);
        fresh.push_back(row);
      });
      for (const int32_t row : fresh) {
        const Near near{alike(all, query, row), row};
        if (found.size() == count) {
          if (near.alike <= found.front().alike) continue;
          std::pop_heap(found.begin(), found.end(), nearer);
          found.pop_back();
        }
        found.push_back(near);
        std::push_heap(found.begin(), found.end(), nearer);
        ahead.push_back(near);
        std::push_heap(ahead.begin(), ahead.end(), farther);
      }
    }
    std::vector<int64_t> rows;
    rows.reserve(found.size());
    for (const Near& near : found) rows.push_back(near.row);
    return rows;
  }

  /** Through the upper levels, which have ever fewer rows, to a row that is not far. */
  Near descended(const Rows& all, const int8_t* query) const {
    Near at{alike(all, query, graph_.entry_point), graph_.entry_point};
    for (int level = graph_.max_level; level > 0; --level) {
      for (int32_t before = -1; before != at.row;) {
        before = at.row;
        eachNeighbour(before, level, [&](int32_t row) { all.prefetch(row); });
        eachNeighbour(before, level, [&](int32_t row) {
          const Near near{alike(all, query, row), row};
          if (nearer(near, at)) at = near;
        });
      }
    }
    return at;
  }

  template <typename Action>
  void eachNeighbour(int32_t row, int level, Action action) const {
    size_t from;
    size_t to;
    graph_.neighbor_range(row, level, &from, &to);
    for (; from < to && graph_.neighbors[from] >= 0; ++from) action(graph_.neighbors[from]);
  }

  /** But for the query's own scale, which changes no order. */
  static float alike(const Rows& all, const int8_t* query, int32_t row) {
    return all.measure(row).scale * kernels().alike(query, all.code(row), all.width);
  }

  /** Also that none leads to a row that the level does not have. */
  void requireLinksWithin() const {
    for (size_t row = 0; row < rows(); ++row) {
      for (int level = 0; level < graph_.levels[row]; ++level) {
        size_t from;
        size_t to;
        graph_.neighbor_range(row, level, &from, &to);
        for (; from < to; ++from) {
          const int32_t link = graph_.neighbors[from];
          if (link < -1 || (link >= 0 && (size_t(link) >= rows() || graph_.levels[link] <= level))) File::damaged();
        }
      }
    }
  }

  /** Links of a row; twice as many on the level that has all. */
  static constexpr int kLinks = 32;
  static constexpr int kExploredToMake = 100;
  /** How many rows are looked at more closely for k results: on real embeddings a recall@10 of .998 at 10,000 rows and .99
   * at 100,000. */
  static constexpr size_t kFactor = 4;
  static constexpr size_t kMore = 64;
  static constexpr double kBroaderFrom = 100000;

  faiss::HNSW graph_;
};

}  // namespace aura

#pragma once

#include <functional>
#include <queue>

#include "aura_rows.h"

namespace aura {

struct Hit {
  float score;
  int64_t id;
};

/** Of equal scores the smaller id comes first, so that an answer does not depend on where rows lie. */
inline bool better(const Hit& one, const Hit& other) {
  return one.score > other.score || (one.score == other.score && one.id < other.id);
}

/** The best k of what it is offered. */
class Top {
 public:
  explicit Top(size_t k) : k_(k) {}

  bool full() const { return hits_.size() == k_; }
  /** The score to reach once it is full. */
  float worst() const { return hits_.front().score; }

  void offer(Hit hit) {
    if (hits_.size() < k_) {
      hits_.push_back(hit);
      std::push_heap(hits_.begin(), hits_.end(), better);
    } else if (better(hit, hits_.front())) {
      std::pop_heap(hits_.begin(), hits_.end(), better);
      hits_.back() = hit;
      std::push_heap(hits_.begin(), hits_.end(), better);
    }
  }

  /** Best first; it is empty then. */
  std::vector<Hit> sorted() {
    std::sort_heap(hits_.begin(), hits_.end(), better);
    return std::move(hits_);
  }

 private:
  const size_t k_;
  std::vector<Hit> hits_;
};

/** The best k of some rows by the scores of a flat scan in float, though few rows are scored so: codes bound every score
 * (see Query), and a row that k others surely surpass is dropped. */
class Scan {
 public:
  /** The rows must outlive it. */
  Scan(const float* query, const Rows& rows, size_t k) : query_(query, rows.dimension), rows_(&rows), k_(k) {}

  /** Rows from .. to - 1. */
  void range(size_t from, size_t to) {
    int32_t products[kTile];
    while (from < to) {
      const size_t count = std::min({kTile, to - from, rows_->blockRows() - rows_->within(from)});
      kernels().scan(rows_->code(from), count, rows_->width, query_.words.data(), products);
      const Quantised* measures = &rows_->measure(from);
      for (size_t i = 0; i < count; ++i) look(from + i, measures[i], products[i]);
      from += count;
    }
  }

  /** Rows from here and there. */
  void scattered(const int64_t* rows, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      int32_t product;
      kernels().scan(rows_->code(rows[i]), 1, rows_->width, query_.words.data(), &product);
      look(rows[i], rows_->measure(rows[i]), product);
    }
  }

  /** Scores what is left, from the most promising on, until nothing can be better than what is found. */
  void finish(Top& top) {
    const auto less = [](const Candidate& one, const Candidate& other) { return one.upper < other.upper; };
    drop();
    std::make_heap(candidates_.begin(), candidates_.end(), less);
    for (auto end = candidates_.end(); end != candidates_.begin(); --end) {
      std::pop_heap(candidates_.begin(), end, less);
      const Candidate& next = *(end - 1);
      if (top.full() && next.upper < top.worst()) break;
      top.offer({kernels().product(query_.vector, rows_->vector(next.row), rows_->dimension), rows_->id(next.row)});
    }
  }

 private:
  struct Candidate {
    double upper;
    size_t row;
  };

  void look(size_t row, const Quantised& measure, int32_t product) {
    const double middle = query_.step * measure.scale * product;
    const double reach = query_.perError * measure.error + query_.perNorm * measure.norm + query_.always;
    if (middle + reach >= least_ && !rows_->isDead(row)) consider(middle, reach, row);
  }

  void consider(double middle, double reach, size_t row) {
    candidates_.push_back({middle + reach, row});
    if (lowers_.size() < k_) {
      lowers_.push(middle - reach);
    } else if (middle - reach > lowers_.top()) {
      lowers_.pop();
      lowers_.push(middle - reach);
    }
    if (lowers_.size() == k_) least_ = lowers_.top();
    if (candidates_.size() >= room_) {
      drop();
      room_ = std::max(room_, 2 * candidates_.size());
    }
  }

  void drop() {
    const auto hopeless = [this](const Candidate& each) { return each.upper < least_; };
    candidates_.erase(std::remove_if(candidates_.begin(), candidates_.end(), hopeless), candidates_.end());
  }

  static constexpr size_t kTile = 256;

  Query query_;
  const Rows* rows_;
  size_t k_;
  double least_ = -std::numeric_limits<double>::infinity();
  std::vector<Candidate> candidates_;
  std::priority_queue<double, std::vector<double>, std::greater<double>> lowers_;
  size_t room_ = 4096;
};

}  // namespace aura

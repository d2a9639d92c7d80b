#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace aura {

/** Rows of codes are padded with zeros to a multiple of this. */
constexpr size_t kCodeAlignment = 64;

inline size_t codeWidth(size_t dimension) { return (dimension + kCodeAlignment - 1) / kCodeAlignment * kCodeAlignment; }

/** The inner loops, for the processor that this runs on. */
struct Kernels {
  const char* name;
  /** Sum of a[i] * b[i] in float. */
  float (*product)(const float* a, const float* b, size_t dimension);
  /** products[row] = sum of codes[row * width + i] * query[i]; width is a multiple of kCodeAlignment. */
  void (*scan)(const int8_t* codes, size_t rows, size_t width, const int16_t* query, int32_t* products);
  /** Sum of a[i] * b[i] of codes, none of them -128; width is a multiple of kCodeAlignment. */
  int32_t (*alike)(const int8_t* a, const int8_t* b, size_t width);
};

namespace portable {

inline float product(const float* a, const float* b, size_t dimension) {
  // Sixteen sums that do not wait for each other, which compilers turn into SIMD.
  float sums[16] = {};
  size_t i = 0;
  for (; i + 16 <= dimension; i += 16) {
    for (size_t j = 0; j < 16; ++j) sums[j] += a[i + j] * b[i + j];
  }
  float sum = 0;
  for (float each : sums) sum += each;
  for (; i < dimension; ++i) sum += a[i] * b[i];
  return sum;
}

inline void scan(const int8_t* codes, size_t rows, size_t width, const int16_t* query, int32_t* products) {
  for (size_t row = 0; row < rows; ++row, codes += width) {
    int32_t sum = 0;
    for (size_t i = 0; i < width; ++i) sum += int32_t(codes[i]) * query[i];
    products[row] = sum;
  }
}

inline int32_t alike(const int8_t* a, const int8_t* b, size_t width) {
  int32_t sum = 0;
  for (size_t i = 0; i < width; ++i) sum += int32_t(a[i]) * b[i];
  return sum;
}

}  // namespace portable

#if defined(__x86_64__)

namespace avx2 {

__attribute__((target("avx2,fma"))) inline float product(const float* a, const float* b, size_t dimension) {
  __m256 sums[4] = {_mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps()};
  size_t i = 0;
  for (; i + 32 <= dimension; i += 32) {
    for (size_t j = 0; j < 4; ++j) {
      sums[j] = _mm256_fmadd_ps(_mm256_loadu_ps(a + i + 8 * j), _mm256_loadu_ps(b + i + 8 * j), sums[j]);
    }
  }
  const __m256 all = _mm256_add_ps(_mm256_add_ps(sums[0], sums[1]), _mm256_add_ps(sums[2], sums[3]));
  float lanes[8];
  _mm256_storeu_ps(lanes, all);
  float sum = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
  for (; i < dimension; ++i) sum += a[i] * b[i];
  return sum;
}

__attribute__((target("avx2"))) inline void scan(const int8_t* codes, size_t rows, size_t width, const int16_t* query,
                                                 int32_t* products) {
  for (size_t row = 0; row < rows; ++row, codes += width) {
    __m256i sums[2] = {_mm256_setzero_si256(), _mm256_setzero_si256()};
    for (size_t i = 0; i < width; i += 32) {
      for (size_t j = 0; j < 2; ++j) {
        const __m256i wide = _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(codes + i + 16 * j)));
        const __m256i words = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(query + i + 16 * j));
        sums[j] = _mm256_add_epi32(sums[j], _mm256_madd_epi16(wide, words));
      }
    }
    int32_t lanes[8];
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(lanes), _mm256_add_epi32(sums[0], sums[1]));
    products[row] = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
  }
}

/** The instruction multiplies unsigned by signed, so the signs of a go to b. Two products of 127 * 127 fit 16 bits. */
__attribute__((target("avx2"))) inline int32_t alike(const int8_t* a, const int8_t* b, size_t width) {
  const __m256i ones = _mm256_set1_epi16(1);
  __m256i sums[2] = {_mm256_setzero_si256(), _mm256_setzero_si256()};
  for (size_t i = 0; i < width; i += 64) {
    for (size_t j = 0; j < 2; ++j) {
      const __m256i one = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(a + i + 32 * j));
      const __m256i other = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(b + i + 32 * j));
      const __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(one), _mm256_sign_epi8(other, one));
      sums[j] = _mm256_add_epi32(sums[j], _mm256_madd_epi16(pairs, ones));
    }
  }
  int32_t lanes[8];
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(lanes), _mm256_add_epi32(sums[0], sums[1]));
  return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}

}  // namespace avx2

namespace avx512 {

__attribute__((target("avx512f"))) inline float product(const float* a, const float* b, size_t dimension) {
  __m512 sums[2] = {_mm512_setzero_ps(), _mm512_setzero_ps()};
  size_t i = 0;
  for (; i + 32 <= dimension; i += 32) {
    for (size_t j = 0; j < 2; ++j) {
      sums[j] = _mm512_fmadd_ps(_mm512_loadu_ps(a + i + 16 * j), _mm512_loadu_ps(b + i + 16 * j), sums[j]);
    }
  }
  float sum = _mm512_reduce_add_ps(_mm512_add_ps(sums[0], sums[1]));
  for (; i < dimension; ++i) sum += a[i] * b[i];
  return sum;
}

__attribute__((target("avx512f,avx512bw,avx512vnni"))) inline void scan(const int8_t* codes, size_t rows, size_t width,
                                                                        const int16_t* query, int32_t* products) {
  for (size_t row = 0; row < rows; ++row, codes += width) {
    __m512i sums[2] = {_mm512_setzero_si512(), _mm512_setzero_si512()};
    for (size_t i = 0; i < width; i += 64) {
      for (size_t j = 0; j < 2; ++j) {
        const __m512i wide =
            _mm512_cvtepi8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(codes + i + 32 * j)));
        sums[j] = _mm512_dpwssd_epi32(sums[j], wide, _mm512_loadu_si512(query + i + 32 * j));
      }
    }
    products[row] = _mm512_reduce_add_epi32(_mm512_add_epi32(sums[0], sums[1]));
  }
}

}  // namespace avx512

#endif

inline const Kernels& kernels() {
  static const Kernels chosen = [] {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx2")) {
      return Kernels{"avx512vnni", avx512::product, avx512::scan, avx2::alike};
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
      return Kernels{"avx2", avx2::product, avx2::scan, avx2::alike};
    }
#endif
    return Kernels{"portable", portable::product, portable::scan, portable::alike};
  }();
  return chosen;
}

/** At least a number, and a float. */
inline float roundedUp(double value) {
  return std::nextafter(static_cast<float>(value * (1 + 1e-12)), std::numeric_limits<float>::infinity());
}

inline float greatest(const float* vector, size_t dimension) {
  float most = 0;
  for (size_t i = 0; i < dimension; ++i) most = std::max(most, std::fabs(vector[i]));
  return most;
}

/** Below this a step between codes would not be a normal number any more. */
constexpr float kLeastQuantised = 1e-30f;

/** One vector in whole steps: vector[i] = scale * codes[i] + rest, and error is at least the length of the rest. */
struct Quantised {
  float scale;
  float error;
  float norm;
};

inline Quantised quantise(const float* vector, size_t dimension, int8_t* codes) {
  const float most = greatest(vector, dimension);
  const float scale = most < kLeastQuantised ? 0 : most / 127;
  double rest = 0;
  double square = 0;
  for (size_t i = 0; i < dimension; ++i) {
    const int code = scale == 0 ? 0 : std::max(-127, std::min(127, static_cast<int>(std::lrintf(vector[i] / scale))));
    codes[i] = static_cast<int8_t>(code);
    // A float times seven bits is exact in a double.
    const double difference = double(vector[i]) - double(scale) * code;
    rest += difference * difference;
    square += double(vector[i]) * vector[i];
  }
  return {scale, roundedUp(std::sqrt(rest)), roundedUp(std::sqrt(square))};
}

/**
 * A query in whole steps, and what bounds its products with rows that are quantised.
 *
 * Let q = Q + f and v = V + e, where Q and V are the parts in whole steps. Then q.v = Q.V + Q.e + f.v, and by
 * Cauchy-Schwarz |q.v - Q.V| <= |Q||e| + |f||v|. Q.V is known without error from whole numbers. The score that a
 * flat scan in float computes is off q.v itself by at most g|q||v| with g = n u / (1 - n u), u = 2^-24, in whatever
 * order it sums n products, plus n times the least float where products underflow. So
 *
 *   |score - Q.V| <= |Q||e| + (|f| + g|q|)|v| + n 2^-149
 *
 * holds for every row, and a row whose Q.V plus this is below k other rows' Q.V minus theirs is not among the best k.
 */
struct Query {
  Query(const float* vector, size_t dimension) : vector(vector), words(codeWidth(dimension)) {
    // No sum of 127 * word over a row leaves 32 bits.
    const double limit = std::min(32767.0, std::floor(2147483647.0 / (127.0 * words.size())));
    const float most = greatest(vector, dimension);
    step = most < kLeastQuantised ? 0 : most / limit;
    double rest = 0;
    double square = 0;
    double whole = 0;
    for (size_t i = 0; i < dimension; ++i) {
      const double word = step == 0 ? 0 : std::max(-limit, std::min(limit, std::nearbyint(vector[i] / step)));
      words[i] = static_cast<int16_t>(word);
      const double difference = vector[i] - step * word;
      rest += difference * difference;
      square += double(vector[i]) * vector[i];
      whole += word * word;
    }
    const double unit = dimension / 16777216.0;
    // A hundredth more than proven, which outweighs by far what doubles round off here.
    perError = 1.0000001 * step * std::sqrt(whole);
    perNorm = 1.0000001 * std::sqrt(rest) + 1.01 * unit / (1 - unit) * std::sqrt(square);
    always = 2.0 * dimension * 1.4e-45;
  }

  const float* vector;
  std::vector<int16_t> words;
  double step;
  double perError;
  double perNorm;
  double always;
};

}  // namespace aura

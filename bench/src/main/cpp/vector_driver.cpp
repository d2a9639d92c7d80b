// Times searches without a JVM: vector_driver aura|flat|pqfs|hnsw FILE QUERIES DIMENSION K ROUNDS [SETTING...]
// FILE: an index file of Aura's for aura, else vectors as raw floats. Writes a line "= SETTING SECONDS BYTES" for each
// setting and then a line "NANOSECONDS ID..." for each query, after one round that is not counted.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include <faiss/IndexFlat.h>
#include <faiss/IndexHNSW.h>
#include <faiss/IndexPQFastScan.h>
#include <faiss/IndexRefine.h>

#include "aura_faiss.h"

using Clock = std::chrono::steady_clock;
using Search = std::function<void(const float* query, int64_t* ids)>;

static std::vector<float> floats(const char* path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw std::runtime_error(std::string(path) + " cannot be read");
  std::vector<float> values(size_t(file.tellg()) / sizeof(float));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(values.data()), values.size() * sizeof(float));
  return values;
}

/** What this process has taken of memory, but for files. */
static long anonymousBytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word == "RssAnon:") {
      long kilobytes;
      status >> kilobytes;
      return kilobytes * 1024;
    }
  }
  return 0;
}

int main(int count, char** arguments) try {
  if (count < 7) throw std::runtime_error("arguments are missing");
  const std::string kind = arguments[1];
  const char* path = arguments[2];
  const size_t dimension = std::atoi(arguments[4]);
  const size_t k = std::atoi(arguments[5]);
  const int rounds = std::atoi(arguments[6]);
  const auto queries = floats(arguments[3]);
  std::vector<std::string> settings(arguments + 7, arguments + count);
  if (settings.empty()) settings.push_back("-");
  aura::prepare();
  omp_set_num_threads(1);
  std::vector<float> vectors;
  if (kind != "aura") vectors = floats(path);
  const long before = anonymousBytes();
  const auto start = Clock::now();
  // Only the graph takes long enough to make for a team of threads, which waits by spinning.
  omp_set_num_threads(kind == "hnsw" ? omp_get_num_procs() : 1);
  std::unique_ptr<aura::Index> own;
  std::unique_ptr<faiss::Index> base;
  std::unique_ptr<faiss::IndexRefineFlat> refined;
  std::vector<float> scores(k);
  Search search;
  std::function<void(double)> set = [](double) {};
  if (kind == "aura") {
    aura::File file(path, false);
    own = std::make_unique<aura::Index>(file);
    search = [&](const float* query, int64_t* ids) {
      int32_t found;
      own->search(1, query, k, false, ids, scores.data(), &found);
    };
  } else {
    if (kind == "flat") base = std::make_unique<faiss::IndexFlatIP>(dimension);
    if (kind == "hnsw") {
      auto graph = std::make_unique<faiss::IndexHNSWFlat>(dimension, 32, faiss::METRIC_INNER_PRODUCT);
      graph->hnsw.efConstruction = 100;
      set = [hnsw = &graph->hnsw](double ef) { hnsw->efSearch = int(ef); };
      base = std::move(graph);
    }
    faiss::Index* searched = base.get();
    if (kind == "pqfs") {
      base = std::make_unique<faiss::IndexPQFastScan>(dimension, dimension / 4, 4, faiss::METRIC_INNER_PRODUCT);
      refined = std::make_unique<faiss::IndexRefineFlat>(base.get());
      set = [&](double factor) { refined->k_factor = float(factor); };
      searched = refined.get();
      searched->train(std::min<size_t>(vectors.size() / dimension, 65536), vectors.data());
    }
    if (searched == nullptr) throw std::runtime_error(kind + " (expected: aura, flat, pqfs or hnsw)");
    searched->add(vectors.size() / dimension, vectors.data());
    search = [searched, k, &scores](const float* query, int64_t* ids) { searched->search(1, query, k, scores.data(), ids); };
  }
  omp_set_num_threads(1);
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  const long bytes = anonymousBytes() - before;
  const size_t all = queries.size() / dimension;
  std::vector<int64_t> ids(all * k);
  std::vector<int64_t> nanos(all);
  for (const std::string& setting : settings) {
    if (setting != "-") set(std::atof(setting.c_str()));
    std::printf("= %s %.3f %ld\n", setting.c_str(), seconds, bytes);
    for (int round = -1; round < rounds; ++round) {
      for (size_t i = 0; i < all; ++i) {
        const auto begin = Clock::now();
        search(&queries[i * dimension], &ids[i * k]);
        nanos[i] = std::chrono::nanoseconds(Clock::now() - begin).count();
      }
      for (size_t i = 0; round >= 0 && i < all; ++i) {
        std::printf("%ld", long(nanos[i]));
        for (size_t j = 0; j < k; ++j) std::printf(" %ld", long(ids[i * k + j]));
        std::printf("\n");
      }
    }
  }
  return 0;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "vector_driver: %s\n", failure.what());
  return 1;
}

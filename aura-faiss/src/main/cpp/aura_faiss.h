#pragma once

#include "aura_index.h"

extern "C" void openblas_set_num_threads(int threads);

namespace aura {

/** Which inner loops run here. Called once before anything else. */
inline const char* prepare() {
  // OpenBLAS would start a team of threads; who trains an index has one.
  openblas_set_num_threads(1);
  return kernels().name;
}

}  // namespace aura

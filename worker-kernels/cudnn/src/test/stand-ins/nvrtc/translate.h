#pragma once

#include <string>

namespace stand_ins {

// C++ for the CPU that makes each kernel of a CUDA C++ source launchable. Kernels must be written as
// `extern "C" __global__ void name(...)`; throws std::invalid_argument, with a message like a compiler's, where the
// source holds something else.
std::string translate(const std::string& source, const std::string& name);

}  // namespace stand_ins

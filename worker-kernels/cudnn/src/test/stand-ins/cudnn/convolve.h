// The arithmetic of convolutions. Sums are made in double, so that each result is (nearly always) the exact one
// rounded.
#pragma once

#include <vector>

#include "cudnn/checks.h"

namespace stand_ins {

// A tensor's values without gaps, in the order batch, row, column, channel.
using Values = std::vector<float>;
using Sums = std::vector<double>;

Values valuesOf(const TensorDescriptor& tensor, const void* memory);

// What a convolution reads of an operand: float is cut to tf32 unless the math type forbids tensor cores.
Values operandOf(const Problem& problem, const TensorDescriptor& tensor, const void* memory);

// Writes alpha * sums + beta * what was there; with beta 0, what was there is not read.
void put(const Sums& sums, float alpha, float beta, const TensorDescriptor& tensor, void* memory);

Sums convolveForward(const Problem& problem, const void* x, const void* w);
Sums convolveBackwardData(const Problem& problem, const void* w, const void* dy);
Sums convolveBackwardFilter(const Problem& problem, const void* x, const void* dy);

// For each channel the sum over batch, rows and columns.
Sums sumByChannel(const TensorDescriptor& tensor, const void* memory);

}  // namespace stand_ins

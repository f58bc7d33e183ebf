// Which algorithms there are for which direction. All compute the same; they differ in what they say of themselves.
#pragma once

#include <vector>

#include "cudnn/checks.h"

namespace stand_ins {

enum class Direction { forward, backwardData, backwardFilter };

constexpr int implicitPrecomputedGemm = 1;  // of the forward direction

struct Algorithm {
  int number;
  bool isDeterministic;
  bool needsWorkspace;
};

// The supported ones, in the order in which the library would recommend them.
const std::vector<Algorithm>& algorithmsOf(Direction direction);

// How many numbers algorithms of that direction have; those that are not supported have a number, too.
int algorithmNumbers(Direction direction);

// Null if it is not supported.
const Algorithm* findAlgorithm(Direction direction, int number);

// In bytes. It grows with the problem, so that one meant for a smaller problem is found out.
size_t workspaceBytes(const Problem& problem, const Algorithm& algorithm);

// Refuses what does not fit the algorithm's needs.
int checkWorkspace(const Problem& problem, const Algorithm& algorithm, const void* workspace, size_t bytes);

}  // namespace stand_ins

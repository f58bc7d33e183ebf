// Matrix products. Matrices are stored by columns, as cuBLAS has them.
#include <algorithm>
#include <vector>

#include "core/controls.h"
#include "core/memory.h"
#include "core/statuses.h"
#include "cublas/types.h"

using namespace stand_ins;

namespace {

enum Operation : int { asIs = 0, transposed = 1, conjugateTransposed = 2 };

// A matrix as the product uses it: rows and columns are those behind the operation.
struct Operand {
  const float* values;
  int operation;
  int rows, columns;
  int leading;

  int storedRows() const { return operation == asIs ? rows : columns; }
  int storedColumns() const { return operation == asIs ? columns : rows; }
  float at(int row, int column) const {
    return operation == asIs ? values[row + size_t(column) * leading] : values[column + size_t(row) * leading];
  }
};

bool isPossible(const Operand& operand) {
  return operand.operation >= asIs && operand.operation <= conjugateTransposed && operand.rows >= 0 &&
         operand.columns >= 0 && operand.leading >= std::max(1, operand.storedRows());
}

bool isOnDevice(const Operand& operand) {
  if (operand.rows == 0 || operand.columns == 0) {
    return true;
  }
  size_t values = size_t(operand.leading) * (operand.storedColumns() - 1) + operand.storedRows();
  return onDevice(operand.values, values * sizeof(float));
}

// One copy by columns of what an operand means.
std::vector<float> packed(const Operand& operand) {
  std::vector<float> result(size_t(operand.rows) * operand.columns);
  for (int column = 0; column < operand.columns; column++) {
    for (int row = 0; row < operand.rows; row++) {
      result[row + size_t(column) * operand.rows] = operand.at(row, column);
    }
  }
  return result;
}

// Sums in double, so that the result is the exact one rounded (nearly always).
void multiply(const Operand& a, const Operand& b, float alpha, float beta, float* c, int leading) {
  std::vector<float> left = packed(a);
  std::vector<double> sums(a.rows);
  for (int column = 0; column < b.columns; column++) {
    std::fill(sums.begin(), sums.end(), 0.0);
    for (int k = 0; k < a.columns; k++) {
      double factor = b.at(k, column);
      const float* from = left.data() + size_t(k) * a.rows;
      for (int row = 0; row < a.rows; row++) {
        sums[row] += from[row] * factor;
      }
    }
    for (int row = 0; row < a.rows; row++) {
      float& to = c[row + size_t(column) * leading];
      double before = beta == 0 ? 0.0 : double(beta) * to;  // with beta 0, C is not read and may hold NaN
      to = static_cast<float>(alpha * sums[row] + before);
    }
  }
}

}  // namespace

EXPORTED int cublasSgemm_v2(CublasHandle* handle, int operationA, int operationB, int m, int n, int k,
                            const float* alpha, const float* a, int leadingA, const float* b, int leadingB,
                            const float* beta, float* c, int leadingC) {
  STAND_IN_CALL();
  if (handle == nullptr) {
    return cublasNotInitialized;
  }
  Operand left{a, operationA, m, k, leadingA};
  Operand right{b, operationB, k, n, leadingB};
  Operand result{c, asIs, m, n, leadingC};
  if (!isPossible(left) || !isPossible(right) || !isPossible(result) || alpha == nullptr || beta == nullptr) {
    return cublasInvalidValue;
  }
  if (!isOnDevice(left) || !isOnDevice(right) || !isOnDevice(result)) {
    return cublasExecutionFailed;
  }
  float alphaValue = *alpha;  // of now, as the pointers are to the host's memory
  float betaValue = *beta;
  int status = submit(handle->stream, [=] {
    multiply(left, right, alphaValue, betaValue, c, leadingC);
    return success;
  });
  return status == success ? cublasSuccess : cublasExecutionFailed;
}

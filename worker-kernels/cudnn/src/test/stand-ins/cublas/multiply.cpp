// Matrix products. Matrices are stored by columns, as cuBLAS has them.
#include <algorithm>
#include <vector>

#include "core/controls.h"
#include "core/formats.h"
#include "core/memory.h"
#include "core/statuses.h"
#include "cublas/types.h"

using namespace stand_ins;

namespace {

enum Operation : int { asIs = 0, transposed = 1, conjugateTransposed = 2 };

// A matrix as the product uses it: rows and columns are those behind the operation.
struct Operand {
  const void* values;
  Format format;
  bool tensorFloat;  // tensor cores read it
  int operation;
  int rows, columns;
  int leading;

  int storedRows() const { return operation == asIs ? rows : columns; }
  int storedColumns() const { return operation == asIs ? columns : rows; }
  float at(int row, int column) const {
    size_t index = operation == asIs ? row + size_t(column) * leading : column + size_t(row) * leading;
    float value = load(values, index, format);
    return tensorFloat ? tensorFloat32(value) : value;
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
  return onDevice(operand.values, values * bytesOf(operand.format));
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
void multiply(const Operand& a, const Operand& b, float alpha, float beta, void* c, Format format, int leading) {
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
      size_t index = row + size_t(column) * leading;
      // With beta 0, C is not read and may hold NaN.
      double before = beta == 0 ? 0.0 : double(beta) * load(c, index, format);
      store(c, index, format, static_cast<float>(alpha * sums[row] + before));
    }
  }
}

// Types as cudaDataType counts them, compute types as cublasComputeType_t does.
constexpr int real32 = 0, real16 = 2, bfloat16 = 14;
constexpr int compute32 = 68, compute32Pedantic = 69, compute32FastTf32 = 77;

bool isType(int type) { return type == real32 || type == real16 || type == bfloat16; }

Format formatOf(int type) {
  return type == real16 ? Format::float16 : type == bfloat16 ? Format::bfloat16 : Format::float32;
}

// Which types go together, of those that compute in float32.
bool isSupported(int typeA, int typeB, int typeC, int computeType) {
  if (!isType(typeA) || typeA != typeB || (typeC != typeA && typeC != real32)) {
    return false;
  }
  return computeType == compute32 || computeType == compute32Pedantic ||
         (computeType == compute32FastTf32 && typeA == real32);
}

int submitProduct(CublasHandle* handle, const Operand& left, const Operand& right, const Operand& result,
                  const float* alpha, const float* beta, void* c) {
  if (!isPossible(left) || !isPossible(right) || !isPossible(result) || alpha == nullptr || beta == nullptr) {
    return cublasInvalidValue;
  }
  if (!isOnDevice(left) || !isOnDevice(right) || !isOnDevice(result)) {
    return cublasExecutionFailed;
  }
  float alphaValue = *alpha;  // of now, as the pointers are to the host's memory
  float betaValue = *beta;
  int status = submit(handle->stream, [=] {
    multiply(left, right, alphaValue, betaValue, c, result.format, result.leading);
    return success;
  });
  return status == success ? cublasSuccess : cublasExecutionFailed;
}

}  // namespace

EXPORTED int cublasSgemm_v2(CublasHandle* handle, int operationA, int operationB, int m, int n, int k,
                            const float* alpha, const float* a, int leadingA, const float* b, int leadingB,
                            const float* beta, float* c, int leadingC) {
  STAND_IN_CALL();
  if (handle == nullptr) {
    return cublasNotInitialized;
  }
  Operand left{a, Format::float32, false, operationA, m, k, leadingA};
  Operand right{b, Format::float32, false, operationB, k, n, leadingB};
  Operand result{c, Format::float32, false, asIs, m, n, leadingC};
  return submitProduct(handle, left, right, result, alpha, beta, c);
}

EXPORTED int cublasGemmEx(CublasHandle* handle, int operationA, int operationB, int m, int n, int k,
                          const void* alpha, const void* a, int typeA, int leadingA, const void* b, int typeB,
                          int leadingB, const void* beta, void* c, int typeC, int leadingC, int computeType, int) {
  STAND_IN_CALL();
  if (handle == nullptr) {
    return cublasNotInitialized;
  }
  if (!isSupported(typeA, typeB, typeC, computeType)) {
    return cublasNotSupported;
  }
  bool tensorFloat = computeType == compute32FastTf32;
  Operand left{a, formatOf(typeA), tensorFloat, operationA, m, k, leadingA};
  Operand right{b, formatOf(typeB), tensorFloat, operationB, k, n, leadingB};
  Operand result{c, formatOf(typeC), false, asIs, m, n, leadingC};
  return submitProduct(handle, left, right, result, static_cast<const float*>(alpha), static_cast<const float*>(beta),
                       c);
}

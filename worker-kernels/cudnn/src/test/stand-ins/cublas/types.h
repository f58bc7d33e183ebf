#pragma once

#include "core/streams.h"

namespace stand_ins {

enum CublasStatus : int {
  cublasSuccess = 0,
  cublasNotInitialized = 1,
  cublasInvalidValue = 7,
  cublasExecutionFailed = 13,
  cublasNotSupported = 15,
};

struct CublasHandle {
  Stream* stream = nullptr;
  int mathMode = 0;
};

}  // namespace stand_ins

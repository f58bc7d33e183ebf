// The calls that convolve.
#include <cmath>

#include "core/statuses.h"
#include "cudnn/run.h"

using namespace stand_ins;

namespace {

// Inputs are not written, so the constness that the C interface promises holds.
void* writable(const void* memory) { return const_cast<void*>(memory); }

float activated(const ActivationDescriptor& activation, double value) {
  if (activation.mode == activationIdentity || (activation.keepsNaN && std::isnan(value))) {
    return static_cast<float>(value);
  }
  return value > 0 ? static_cast<float>(value) : 0.0f;
}

// What is added to a convolution's output and done with it.
struct Epilogue {
  float alpha, zFactor;
  TensorDescriptor z;
  const void* zValues;
  TensorDescriptor bias;
  const void* biasValues;
  ActivationDescriptor activation;
};

int checkEpilogue(const Problem& problem, const Algorithm* algorithm, const TensorDescriptor* z,
                  const TensorDescriptor* bias, const ActivationDescriptor* activation) {
  if (activation == nullptr || !activation->isSet || z == nullptr || !z->isSet || !haveSameSizes(*z, problem.y)) {
    return standInCudnnRefusal(cudnnBadParameter, "no activation, or z does not fit the output");
  }
  bool isIdentity = activation->mode == activationIdentity;
  if (activation->mode != activationRelu && !isIdentity) {
    return standInCudnnRefusal(cudnnNotSupported, "only ReLU and identity are supported");
  }
  if (isIdentity && algorithm != nullptr && algorithm->number != implicitPrecomputedGemm) {
    return standInCudnnRefusal(cudnnNotSupported, "identity works with IMPLICIT_PRECOMP_GEMM only");
  }
  return checkBias(bias, problem.y);
}

void finish(const Epilogue& epilogue, Sums& sums) {
  Values bias = valuesOf(epilogue.bias, epilogue.biasValues);
  Values z = epilogue.zFactor == 0 ? Values() : valuesOf(epilogue.z, epilogue.zValues);
  for (size_t i = 0; i < sums.size(); i++) {
    double other = z.empty() ? 0.0 : double(epilogue.zFactor) * z[i];
    sums[i] = activated(epilogue.activation, epilogue.alpha * sums[i] + other + bias[i % bias.size()]);
  }
}

}  // namespace

EXPORTED int cudnnConvolutionForward(CudnnHandle* handle, const float* alpha, const TensorDescriptor* xDescriptor,
                                     const void* x, const FilterDescriptor* wDescriptor, const void* w,
                                     const ConvolutionDescriptor* convolution, int algorithm, void* workspace,
                                     size_t workspaceBytes, const float* beta, const TensorDescriptor* yDescriptor,
                                     void* y) {
  STAND_IN_CALL();
  Problem problem;
  if (int refused = checkProblem(xDescriptor, wDescriptor, convolution, yDescriptor, problem)) {
    return refused;
  }
  Task task{Direction::forward, problem, findAlgorithm(Direction::forward, algorithm), writable(x), writable(w), y,
            workspace, workspaceBytes};
  return submitTask(handle, task, alpha, beta);
}

EXPORTED int cudnnConvolutionBackwardData(CudnnHandle* handle, const float* alpha, const FilterDescriptor* wDescriptor,
                                          const void* w, const TensorDescriptor* dyDescriptor, const void* dy,
                                          const ConvolutionDescriptor* convolution, int algorithm, void* workspace,
                                          size_t workspaceBytes, const float* beta,
                                          const TensorDescriptor* dxDescriptor, void* dx) {
  STAND_IN_CALL();
  Problem problem;
  if (int refused = checkProblem(dxDescriptor, wDescriptor, convolution, dyDescriptor, problem)) {
    return refused;
  }
  Task task{Direction::backwardData, problem, findAlgorithm(Direction::backwardData, algorithm), dx, writable(w),
            writable(dy), workspace, workspaceBytes};
  return submitTask(handle, task, alpha, beta);
}

EXPORTED int cudnnConvolutionBackwardFilter(CudnnHandle* handle, const float* alpha,
                                            const TensorDescriptor* xDescriptor, const void* x,
                                            const TensorDescriptor* dyDescriptor, const void* dy,
                                            const ConvolutionDescriptor* convolution, int algorithm, void* workspace,
                                            size_t workspaceBytes, const float* beta,
                                            const FilterDescriptor* dwDescriptor, void* dw) {
  STAND_IN_CALL();
  Problem problem;
  if (int refused = checkProblem(xDescriptor, dwDescriptor, convolution, dyDescriptor, problem)) {
    return refused;
  }
  Task task{Direction::backwardFilter, problem, findAlgorithm(Direction::backwardFilter, algorithm), writable(x), dw,
            writable(dy), workspace, workspaceBytes};
  return submitTask(handle, task, alpha, beta);
}

EXPORTED int cudnnConvolutionBiasActivationForward(
    CudnnHandle* handle, const float* alpha, const TensorDescriptor* xDescriptor, const void* x,
    const FilterDescriptor* wDescriptor, const void* w, const ConvolutionDescriptor* convolution, int algorithm,
    void* workspace, size_t workspaceBytes, const float* zFactor, const TensorDescriptor* zDescriptor, const void* z,
    const TensorDescriptor* biasDescriptor, const void* bias, const ActivationDescriptor* activation,
    const TensorDescriptor* yDescriptor, void* y) {
  STAND_IN_CALL();
  Problem problem;
  if (int refused = checkProblem(xDescriptor, wDescriptor, convolution, yDescriptor, problem)) {
    return refused;
  }
  Task task{Direction::forward, problem, findAlgorithm(Direction::forward, algorithm), writable(x), writable(w), y,
            workspace, workspaceBytes};
  if (int refused = checkEpilogue(problem, task.algorithm, zDescriptor, biasDescriptor, activation)) {
    return refused;
  }
  if (alpha == nullptr || zFactor == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "no factor for the convolution or for z");
  }
  if (int refused = checkTask(handle, task)) {
    return refused;
  }
  if (int refused = checkMemory(*biasDescriptor, bias, "bias")) {
    return refused;
  }
  if (int refused = *zFactor == 0 ? 0 : checkMemory(*zDescriptor, z, "z")) {
    return refused;
  }
  Epilogue epilogue{*alpha, *zFactor, *zDescriptor, z, *biasDescriptor, bias, *activation};
  int status = submit(handle->stream, [task, epilogue] {
    Sums sums = runTask(task);
    finish(epilogue, sums);
    put(sums, 1, 0, task.problem.y, task.y);
    return success;
  });
  return status == success ? cudnnSuccess : standInCudnnRefusal(cudnnExecutionFailed, "the stream took no work");
}

EXPORTED int cudnnConvolutionBackwardBias(CudnnHandle* handle, const float* alpha,
                                          const TensorDescriptor* dyDescriptor, const void* dy, const float* beta,
                                          const TensorDescriptor* biasDescriptor, void* bias) {
  STAND_IN_CALL();
  if (handle == nullptr || dyDescriptor == nullptr || !dyDescriptor->isSet || alpha == nullptr || beta == nullptr) {
    return standInCudnnRefusal(cudnnBadParameter, "something is missing");
  }
  if (int refused = checkBias(biasDescriptor, *dyDescriptor)) {
    return refused;
  }
  if (int refused = checkMemory(*dyDescriptor, dy, "dy")) {
    return refused;
  }
  if (int refused = checkMemory(*biasDescriptor, bias, "the bias's gradient")) {
    return refused;
  }
  TensorDescriptor from = *dyDescriptor;
  TensorDescriptor to = *biasDescriptor;
  int status = submit(handle->stream, [from, dy, to, bias, factor = *alpha, old = *beta] {
    put(sumByChannel(from, dy), factor, old, to, bias);
    return success;
  });
  return status == success ? cudnnSuccess : standInCudnnRefusal(cudnnExecutionFailed, "the stream took no work");
}

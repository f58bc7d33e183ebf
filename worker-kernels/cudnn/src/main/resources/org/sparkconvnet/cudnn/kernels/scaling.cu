// Loss scaling. scaling[0] is the factor of the loss's gradient, scaling[1] its inverse; both are powers of two, so
// nothing but underflow and overflow changes by it.

// overflow[0] = 0; kept = state, for a step that must be repeated with a smaller factor. count is at least 1; state and
// kept hold `numbers` numbers.
extern "C" __global__ void begin_scaled_step(
    const float* state, float* kept, int* overflow, int numbers, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    if (i == 0) {
      overflow[0] = 0;
    }
    if (i < numbers) {
      kept[i] = state[i];
    }
  }
}

// gradient *= scaling[1]; overflow[0] = 1 where one is not finite. Every thread that writes there writes 1.
extern "C" __global__ void unscale(
    float* gradient, const float* scaling, int* overflow, long long count) {
  float inverse = scaling[1];
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    float value = gradient[i];
    if (!(value - value == 0.0f)) {
      overflow[0] = 1;
    }
    gradient[i] = value * inverse;
  }
}

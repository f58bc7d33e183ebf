// Activations other than the ReLU, numbered as ActivationCode numbers them. Each thread reads its element before it
// writes it, so results may replace operands. A NaN stays one.

static __device__ float logistic(float x) { return 1.0f / (1.0f + expf(-x)); }

// The normal distribution's probability of less than x.
static __device__ float normal_below(float x) { return 0.5f * (1.0f + erff(x * 0.70710678118654752f)); }

// f(x).
static __device__ float activated(int function, float alpha, float x) {
  switch (function) {
    case 0:  // leaky ReLU
      return x > 0.0f ? x : alpha * x;
    case 1:  // ELU
      return x > 0.0f ? x : alpha * expm1f(x);
    case 2:  // hyperbolic tangent
      return tanhf(x);
    case 3:  // sigmoid
      return logistic(x);
    case 4:  // hard hyperbolic tangent
      return x < -1.0f ? -1.0f : x > 1.0f ? 1.0f : x;
    case 5:  // softplus
      return (x > 0.0f ? x : 0.0f) + log1pf(expf(-fabsf(x)));
    case 6:  // GELU
      return x * normal_below(x);
    default:  // SiLU
      return x * logistic(x);
  }
}

// f'(x), from y = f(x) where the function's number is below 5, else from x.
static __device__ float slope(int function, float alpha, float value) {
  switch (function) {
    case 0:
      return value > 0.0f ? 1.0f : alpha;
    case 1:
      return value > 0.0f ? 1.0f : value + alpha;
    case 2:
      return 1.0f - value * value;
    case 3:
      return value * (1.0f - value);
    case 4:
      return value > -1.0f && value < 1.0f ? 1.0f : 0.0f;
    case 5:
      return logistic(value);
    case 6:
      return normal_below(value) + value * 0.39894228040143268f * expf(-0.5f * value * value);
    default:
      return logistic(value) * (1.0f + value * (1.0f - logistic(value)));
  }
}

// y = f(x).
extern "C" __global__ void activate(
    const element* x, element* y, int function, float alpha, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    y[i] = stored(activated(function, alpha, number(x[i])));
  }
}

// y[row, c] = f(y[row, c] + bias[c]) (no bias where it is null).
extern "C" __global__ void add_bias_activate(
    element* y, const float* bias, int channels, int function, float alpha, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    float value = number(y[i]);
    if (bias != nullptr) {
      value += bias[i % channels];
    }
    y[i] = stored(activated(function, alpha, value));
  }
}

// dx = dy f'(x); values are y or x, as slope wants them.
extern "C" __global__ void activate_gradient(
    const element* values, const element* dy, element* dx, int function, float alpha, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    dx[i] = stored(number(dy[i]) * slope(function, alpha, number(values[i])));
  }
}

// Updates of the weights by an optimiser's formula, one kernel each; formulas and sources are named in Optimizer.java,
// the numbers in step[] in StepCoefficients.java. table holds for each range of the flat vector where it ends; penalties
// the ranges' l2, then their l1. factors[0] scales the gradient, factors[1 + range] the range's learning rate; null for
// ones. most limits each element of the gradient, 0 for none. With decoupled, l2 is no part of the gradient.

struct Slope {
  float g;      // the gradient, clipped and with its penalties
  float local;  // the decoupled decay, or the factor of the rate
};

static __device__ Slope slope_at(
    long long i, float w, float g, const int* table, const float* penalties, int ranges,
    const float* factors, float most, int decoupled) {
  int low = 0;
  int high = ranges - 1;
  while (low < high) {
    int middle = (low + high) / 2;
    if (i < table[middle]) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  float l2 = penalties[low];
  float l1 = penalties[ranges + low];
  if (most > 0.0f) {
    g = g > most ? most : (g < -most ? -most : g);  // a NaN stays one
  }
  if (factors != nullptr) {
    g *= factors[0];
  }
  float sign = w > 0.0f ? 1.0f : (w < 0.0f ? -1.0f : 0.0f);
  Slope found;
  found.g = g + (decoupled ? 0.0f : l2 * w) + l1 * sign;
  found.local = decoupled ? l2 : (factors != nullptr ? factors[1 + low] : 1.0f);
  return found;
}

// w -= rate g.
extern "C" __global__ void sgd_update(
    float* w, const float* gradient, const int* table, const float* penalties, int ranges,
    const float* step, const float* factors, float most, int decoupled, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    float old = w[i];
    Slope s = slope_at(i, old, gradient[i], table, penalties, ranges, factors, most, decoupled);
    w[i] = old - step[0] * s.g;
  }
}

// v = mu v - rate factor g; w += v.
extern "C" __global__ void momentum_update(
    float* w, const float* gradient, float* v, const int* table, const float* penalties,
    int ranges, const float* step, const float* factors, float most, int decoupled,
    long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    float old = w[i];
    Slope s = slope_at(i, old, gradient[i], table, penalties, ranges, factors, most, decoupled);
    float moved = step[1] * v[i] - step[0] * s.local * s.g;
    v[i] = moved;
    w[i] = old + moved;
  }
}

// v = mu v - rate g; w += mu v - rate g.
extern "C" __global__ void nesterov_update(
    float* w, const float* gradient, float* v, const int* table, const float* penalties,
    int ranges, const float* step, const float* factors, float most, int decoupled,
    long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    float old = w[i];
    Slope s = slope_at(i, old, gradient[i], table, penalties, ranges, factors, most, decoupled);
    float by = step[0] * s.g;
    float moved = step[1] * v[i] - by;
    v[i] = moved;
    w[i] = old + (step[1] * moved - by);
  }
}

// m = beta m + (1 - beta) g; w -= rate m.
extern "C" __global__ void averaged_update(
    float* w, const float* gradient, float* m, const int* table, const float* penalties,
    int ranges, const float* step, const float* factors, float most, int decoupled,
    long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    float old = w[i];
    Slope s = slope_at(i, old, gradient[i], table, penalties, ranges, factors, most, decoupled);
    float mean = step[1] * m[i] + step[2] * s.g;
    m[i] = mean;
    w[i] = old - step[0] * mean;
  }
}

// q = rho q + (1 - rho) g^2; d = g sqrt(u + epsilon) / sqrt(q + epsilon); u = rho u + (1 - rho) d^2; w -= rate d.
extern "C" __global__ void adadelta_update(
    float* w, const float* gradient, float* q, float* u, const int* table, const float* penalties,
    int ranges, const float* step, const float* factors, float most, int decoupled,
    long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    float old = w[i];
    Slope s = slope_at(i, old, gradient[i], table, penalties, ranges, factors, most, decoupled);
    float square = step[1] * q[i] + step[2] * (s.g * s.g);
    float past = u[i];
    float d = s.g * sqrtf(past + step[3]) / sqrtf(square + step[3]);
    q[i] = square;
    u[i] = step[1] * past + step[2] * (d * d);
    w[i] = old - step[0] * d;
  }
}

// q = rho q + (1 - rho) g^2; w -= rate g / (sqrt(q) + epsilon).
extern "C" __global__ void rmsprop_update(
    float* w, const float* gradient, float* q, const int* table, const float* penalties,
    int ranges, const float* step, const float* factors, float most, int decoupled,
    long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    float old = w[i];
    Slope s = slope_at(i, old, gradient[i], table, penalties, ranges, factors, most, decoupled);
    float square = step[1] * q[i] + step[2] * (s.g * s.g);
    q[i] = square;
    w[i] = old - step[0] * s.g / (sqrtf(square) + step[3]);
  }
}

// m = beta1 m + (1 - beta1) g; q = beta2 q + (1 - beta2) g^2; w -= rate' m / (sqrt(q correction) + epsilon), and with
// decoupled rate decay w.
extern "C" __global__ void adam_update(
    float* w, const float* gradient, float* m, float* q, const int* table, const float* penalties,
    int ranges, const float* step, const float* factors, float most, int decoupled,
    long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    float old = w[i];
    Slope s = slope_at(i, old, gradient[i], table, penalties, ranges, factors, most, decoupled);
    float mean = step[1] * m[i] + step[2] * s.g;
    float square = step[3] * q[i] + step[4] * (s.g * s.g);
    m[i] = mean;
    q[i] = square;
    float by = step[0] * mean / (sqrtf(square * step[5]) + step[6]);
    float decay = decoupled ? step[7] * s.local : 0.0f;
    w[i] = old - (by + decay * old);
  }
}

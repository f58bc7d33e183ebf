// 2-norms of ranges of the flat vectors, for limits and rates that depend on them. Sums are in double, in an order that
// the shape alone decides.

static const int THREADS = 256;

static __device__ double block_sum(double mine, double* lanes) {
  lanes[threadIdx.x] = mine;
  __syncthreads();
  for (int half = THREADS / 2; half > 0; half /= 2) {
    if (threadIdx.x < half) {
      lanes[threadIdx.x] += lanes[threadIdx.x + half];
    }
    __syncthreads();
  }
  double sum = lanes[0];
  __syncthreads();
  return sum;
}

// partial[range, chunk] = the sum of x^2, each x within [-most, most] where most > 0. A block takes one chunk of one
// range; ends says where each range ends.
extern "C" __global__ void squares_partial(
    const float* x, const int* ends, float most, double* partial) {
  __shared__ double lanes[THREADS];
  long long start = blockIdx.x == 0 ? 0 : ends[blockIdx.x - 1];
  long long length = ends[blockIdx.x] - start;
  long long size = (length + gridDim.y - 1) / gridDim.y;
  long long first = blockIdx.y * size;
  long long end = first + size < length ? first + size : length;
  double sum = 0.0;
  for (long long i = first + threadIdx.x; i < end; i += THREADS) {
    float value = x[start + i];
    if (most > 0.0f) {
      value = value > most ? most : (value < -most ? -most : value);
    }
    sum += (double)value * value;
  }
  sum = block_sum(sum, lanes);
  if (threadIdx.x == 0) {
    partial[(long long)blockIdx.x * gridDim.y + blockIdx.y] = sum;
  }
}

// total[range] = the sum of its chunks.
extern "C" __global__ void squares_total(
    const double* partial, int chunks, double* total, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    double sum = 0.0;
    for (int chunk = 0; chunk < chunks; chunk++) {
      sum += partial[i * chunks + chunk];
    }
    total[i] = sum;
  }
}

// factors[0] = min(1, norm / |g|) over all ranges, 1 where norm is 0. factors[1 + range] = trust |w| / (factors[0] |g| +
// l2 |w|) of a range that adapts, 1 where a norm is 0 and for the others. One block; weights is null where none adapts.
extern "C" __global__ void norm_factors(
    const double* gradients, const double* weights, const float* penalties, const int* adapts,
    int ranges, float norm, float trust, float* factors) {
  __shared__ double scale[1];
  if (threadIdx.x == 0) {
    double sum = 0.0;
    for (int range = 0; range < ranges; range++) {
      sum += gradients[range];
    }
    double whole = sqrt(sum);
    scale[0] = norm > 0.0f && whole > (double)norm ? (double)norm / whole : 1.0;
    factors[0] = (float)scale[0];
  }
  __syncthreads();
  for (int range = threadIdx.x; range < ranges; range += blockDim.x) {
    double factor = 1.0;
    if (weights != nullptr && adapts[range]) {
      double of_weights = sqrt(weights[range]);
      double of_gradient = scale[0] * sqrt(gradients[range]);
      if (of_weights > 0.0 && of_gradient > 0.0) {
        factor = (double)trust * of_weights / (of_gradient + (double)penalties[range] * of_weights);
      }
    }
    factors[1 + range] = (float)factor;
  }
}

// Scales each row of w[rows, length] down to a 2-norm of at most most; a block a row.
extern "C" __global__ void limit_rows(float* w, int length, float most) {
  __shared__ double lanes[THREADS];
  float* row = w + (long long)blockIdx.x * length;
  double sum = 0.0;
  for (int i = threadIdx.x; i < length; i += THREADS) {
    sum += (double)row[i] * row[i];
  }
  double norm = sqrt(block_sum(sum, lanes));
  if (norm > (double)most) {
    float factor = (float)((double)most / norm);
    for (int i = threadIdx.x; i < length; i += THREADS) {
      row[i] *= factor;
    }
  }
}

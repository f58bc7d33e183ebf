// Elementwise kernels. Each thread reads its element before it writes it, so results may replace operands. A NaN stays
// one: it is how a run that diverges, or memory that was never written, shows.

// y[row, c] += bias[c] (none where bias is null), then max(., 0) where relu.
extern "C" __global__ void add_bias(
    element* y, const float* bias, int channels, int relu, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    float value = number(y[i]);
    if (bias != nullptr) {
      value += bias[i % channels];
    }
    y[i] = stored(relu && value <= 0.0f ? 0.0f : value);
  }
}

// y[row, c] = x[row, c] + bias[c] (nothing added where bias is null), then max(., 0) where relu: from the float32 of a
// product, so that it is rounded once.
extern "C" __global__ void finish_product(
    const float* x, const float* bias, element* y, int channels, int relu, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    float value = x[i];
    if (bias != nullptr) {
      value += bias[i % channels];
    }
    y[i] = stored(relu && value <= 0.0f ? 0.0f : value);
  }
}

// y = max(x, 0).
extern "C" __global__ void relu(const element* x, element* y, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    float value = number(x[i]);
    y[i] = stored(value <= 0.0f ? 0.0f : value);
  }
}

// dx = dy where y > 0, else 0.
extern "C" __global__ void relu_gradient(
    const element* y, const element* dy, element* dx, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    dx[i] = number(y[i]) > 0.0f ? dy[i] : stored(0.0f);
  }
}

// y = a + b (a alone where b is null), then max(., 0) where relu.
extern "C" __global__ void add(
    const element* a, const element* b, element* y, int relu, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    float value = number(a[i]);
    if (b != nullptr) {
      value += number(b[i]);
    }
    y[i] = stored(relu && value <= 0.0f ? 0.0f : value);
  }
}

// total = x (first), else total + x; where y is not null also y = total, then max(., 0) where relu. A sum of more than
// two 16-bit terms is made in float32 and rounded once.
extern "C" __global__ void accumulate(
    const element* x, float* total, element* y, int first, int relu, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    float value = first ? number(x[i]) : total[i] + number(x[i]);
    total[i] = value;
    if (y != nullptr) {
      y[i] = stored(relu && value <= 0.0f ? 0.0f : value);
    }
  }
}

// SplitMix64's finalizer (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014), as on the host.
static __device__ unsigned long long mix(unsigned long long z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

// y = x * mask * scale; elements are counted in the order of (N, C, H, W), whatever the layout, so that any backend
// draws the same mask from a seed.
extern "C" __global__ void dropout(
    const element* x, element* y, unsigned char* mask, const long long* seed, int channels,
    int positions, long long threshold, float scale, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    int channel = (int)(i % channels);
    long long rest = i / channels;
    long long image = rest / positions;
    int position = (int)(rest % positions);
    unsigned long long index =
        (unsigned long long)((image * channels + channel) * positions + position);
    unsigned long long word =
        mix((unsigned long long)seed[0] + index * 0x9E3779B97F4A7C15ull) >> 32;
    int kept = word >= (unsigned long long)threshold ? 1 : 0;
    mask[i] = (unsigned char)kept;
    y[i] = stored(kept ? number(x[i]) * scale : 0.0f);
  }
}

// The same for whole channels of examples, counted in the order of (N, C).
extern "C" __global__ void dropout_channels(
    const element* x, element* y, unsigned char* mask, const long long* seed, int channels,
    int positions, long long threshold, float scale, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    long long image = i / channels / positions;
    unsigned long long index = (unsigned long long)(image * channels + i % channels);
    unsigned long long word =
        mix((unsigned long long)seed[0] + index * 0x9E3779B97F4A7C15ull) >> 32;
    int kept = word >= (unsigned long long)threshold ? 1 : 0;
    mask[i] = (unsigned char)kept;
    y[i] = stored(kept ? number(x[i]) * scale : 0.0f);
  }
}

// dx = dy * mask * scale.
extern "C" __global__ void dropout_gradient(
    const element* dy, const unsigned char* mask, element* dx, float scale, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    dx[i] = stored(mask[i] ? number(dy[i]) * scale : 0.0f);
  }
}

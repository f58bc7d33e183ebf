// Group normalisation of x[image, position, channel]: statistics of each image's groups of neighbouring channels. A block
// of 256 threads takes one group of one image: each thread adds every 256th number, then the 256 are added by halves.

static const int THREADS = 256;

static __device__ float block_sum(float* lanes, float value) {
  lanes[threadIdx.x] = value;
  __syncthreads();
  for (int half = THREADS / 2; half > 0; half /= 2) {
    if ((int)threadIdx.x < half) {
      lanes[threadIdx.x] += lanes[threadIdx.x + half];
    }
    __syncthreads();
  }
  float total = lanes[0];
  __syncthreads();
  return total;
}

// The place of number m of a group: m counts positions, then the group's channels. blockIdx.x is image * groups + group.
static __device__ long long place(long long m, int channels, int groups, int positions) {
  int width = channels / groups;
  long long image = blockIdx.x / groups;
  int group = (int)(blockIdx.x % groups);
  return (image * positions + m / width) * channels + (long long)group * width + m % width;
}

// mean[image, group] and variance[image, group], the biased one.
extern "C" __global__ void group_statistics(
    const element* x, float* mean, float* variance, int channels, int groups, int positions) {
  __shared__ float lanes[THREADS];
  long long members = (long long)(channels / groups) * positions;
  float sum = 0.0f;
  for (long long m = threadIdx.x; m < members; m += THREADS) {
    sum += number(x[place(m, channels, groups, positions)]);
  }
  float center = block_sum(lanes, sum) / members;
  float squares = 0.0f;
  for (long long m = threadIdx.x; m < members; m += THREADS) {
    float deviation = number(x[place(m, channels, groups, positions)]) - center;
    squares += deviation * deviation;
  }
  float spread = block_sum(lanes, squares) / members;
  if (threadIdx.x == 0) {
    mean[blockIdx.x] = center;
    variance[blockIdx.x] = spread;
  }
}

// y = scale[c] (x - mean) / sqrt(variance + epsilon) + shift[c].
extern "C" __global__ void group_normalize(
    const element* x, const float* mean, const float* variance, const float* scale,
    const float* shift, element* y, int channels, int groups, int positions, float epsilon,
    long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    int channel = (int)(i % channels);
    long long group = i / channels / positions * groups + channel / (channels / groups);
    float inverse = 1.0f / sqrtf(variance[group] + epsilon);
    float value = (number(x[i]) - mean[group]) * inverse * scale[channel] + shift[channel];
    y[i] = stored(value);
  }
}

// means[image, group, 0] = the mean of g = dy scale[c], means[image, group, 1] = that of g times the normalised x.
extern "C" __global__ void group_gradient_means(
    const element* x, const float* mean, const float* variance, const float* scale,
    const element* dy, float* means, int channels, int groups, int positions, float epsilon) {
  __shared__ float lanes[THREADS];
  long long members = (long long)(channels / groups) * positions;
  float center = mean[blockIdx.x];
  float inverse = 1.0f / sqrtf(variance[blockIdx.x] + epsilon);
  float plain = 0.0f;
  float along = 0.0f;
  for (long long m = threadIdx.x; m < members; m += THREADS) {
    long long i = place(m, channels, groups, positions);
    float gradient = number(dy[i]) * scale[i % channels];
    plain += gradient;
    along += gradient * ((number(x[i]) - center) * inverse);
  }
  float plainTotal = block_sum(lanes, plain);
  float alongTotal = block_sum(lanes, along);
  if (threadIdx.x == 0) {
    means[2 * blockIdx.x] = plainTotal / members;
    means[2 * blockIdx.x + 1] = alongTotal / members;
  }
}

// dx = (g - means[.,.,0] - xhat means[.,.,1]) / sqrt(variance + epsilon), xhat the normalised x.
extern "C" __global__ void group_gradient(
    const element* x, const float* mean, const float* variance, const float* scale,
    const element* dy, const float* means, element* dx, int channels, int groups, int positions,
    float epsilon, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    int channel = (int)(i % channels);
    long long group = i / channels / positions * groups + channel / (channels / groups);
    float inverse = 1.0f / sqrtf(variance[group] + epsilon);
    float normalised = (number(x[i]) - mean[group]) * inverse;
    float centred =
        number(dy[i]) * scale[channel] - means[2 * group] - normalised * means[2 * group + 1];
    dx[i] = stored(centred * inverse);
  }
}

// dshift[c] = the sum of dy, dscale[c] = that of dy times the normalised x, over images and positions; one block a
// channel.
extern "C" __global__ void group_parameter_gradients(
    const element* x, const float* mean, const float* variance, const element* dy, float* dscale,
    float* dshift, int channels, int groups, int positions, float epsilon, long long rows) {
  __shared__ float lanes[THREADS];
  int channel = blockIdx.x;
  float shift = 0.0f;
  float along = 0.0f;
  for (long long row = threadIdx.x; row < rows; row += THREADS) {
    long long i = row * channels + channel;
    long long group = row / positions * groups + channel / (channels / groups);
    float inverse = 1.0f / sqrtf(variance[group] + epsilon);
    float gradient = number(dy[i]);
    shift += gradient;
    along += gradient * ((number(x[i]) - mean[group]) * inverse);
  }
  float shiftTotal = block_sum(lanes, shift);
  float alongTotal = block_sum(lanes, along);
  if (threadIdx.x == 0) {
    dshift[channel] = shiftTotal;
    dscale[channel] = alongTotal;
  }
}

// Sums over the rows of x[row, channel] for each channel. A block of 32 x 8 threads takes 32 channels of one chunk of
// rows; each thread adds every eighth row, then the eight are added in order. Which numbers are added in which order
// depends on the shape alone.

static const int LANES = 8;
static const int COLUMNS = 32;

struct Chunk {
  long long first;
  long long end;
};

static __device__ Chunk chunk(long long rows) {
  long long size = (rows + gridDim.y - 1) / gridDim.y;
  Chunk found;
  found.first = blockIdx.y * size;
  found.end = found.first + size < rows ? found.first + size : rows;
  return found;
}

static __device__ float lane_sum(float (*lanes)[COLUMNS], int column) {
  float total = 0.0f;
  for (int lane = 0; lane < LANES; lane++) {
    total += lanes[lane][column];
  }
  return total;
}

// partial[chunk, channel] = the sum of x over the chunk's rows.
extern "C" __global__ void column_sums_partial(
    const element* x, float* partial, int channels, long long rows) {
  __shared__ float lanes[LANES][COLUMNS];
  int channel = blockIdx.x * COLUMNS + threadIdx.x;
  Chunk mine = chunk(rows);
  float sum = 0.0f;
  if (channel < channels) {
    for (long long row = mine.first + threadIdx.y; row < mine.end; row += LANES) {
      sum += number(x[row * channels + channel]);
    }
  }
  lanes[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y == 0 && channel < channels) {
    partial[(long long)blockIdx.y * channels + channel] = lane_sum(lanes, threadIdx.x);
  }
}

// partial[chunk, channel] = the sum of (x - mean[channel])^2 over the chunk's rows.
extern "C" __global__ void squared_deviations_partial(
    const element* x, const float* mean, float* partial, int channels, long long rows) {
  __shared__ float lanes[LANES][COLUMNS];
  int channel = blockIdx.x * COLUMNS + threadIdx.x;
  Chunk mine = chunk(rows);
  float sum = 0.0f;
  if (channel < channels) {
    for (long long row = mine.first + threadIdx.y; row < mine.end; row += LANES) {
      float deviation = number(x[row * channels + channel]) - mean[channel];
      sum += deviation * deviation;
    }
  }
  lanes[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y == 0 && channel < channels) {
    partial[(long long)blockIdx.y * channels + channel] = lane_sum(lanes, threadIdx.x);
  }
}

// partial[chunk, 0, channel] = the sum of dy, partial[chunk, 1, channel] = the sum of dy (x - mean) / sqrt(variance +
// epsilon), both over the chunk's rows where the mask is set (everywhere where it is null).
extern "C" __global__ void norm_gradient_sums_partial(
    const element* x, const float* mean, const float* variance, const unsigned char* mask,
    const element* dy, float epsilon, float* partial, int channels, long long rows) {
  __shared__ float shifts[LANES][COLUMNS];
  __shared__ float scales[LANES][COLUMNS];
  int channel = blockIdx.x * COLUMNS + threadIdx.x;
  Chunk mine = chunk(rows);
  float shift = 0.0f;
  float scale = 0.0f;
  if (channel < channels) {
    float inverse = 1.0f / sqrtf(variance[channel] + epsilon);
    for (long long row = mine.first + threadIdx.y; row < mine.end; row += LANES) {
      long long i = row * channels + channel;
      float gradient = mask == nullptr || mask[i] ? number(dy[i]) : 0.0f;
      shift += gradient;
      scale += gradient * ((number(x[i]) - mean[channel]) * inverse);
    }
  }
  shifts[threadIdx.y][threadIdx.x] = shift;
  scales[threadIdx.y][threadIdx.x] = scale;
  __syncthreads();
  if (threadIdx.y == 0 && channel < channels) {
    long long at = (long long)blockIdx.y * 2 * channels + channel;
    partial[at] = lane_sum(shifts, threadIdx.x);
    partial[at + channels] = lane_sum(scales, threadIdx.x);
  }
}

// total[channel] = factor * the sum over chunks of the which-th of `sums` partial sums. count is the number of channels.
extern "C" __global__ void partials_total(
    const float* partial, int which, int sums, int chunks, float factor, float* total,
    long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    float sum = 0.0f;
    for (int chunk = 0; chunk < chunks; chunk++) {
      sum += partial[((long long)chunk * sums + which) * count + i];
    }
    total[i] = factor * sum;
  }
}

// Softmax with cross-entropy, in float64: the loss decides whether a run is sound, and classes are few.

static __device__ double warp_maximum(double value) {
  for (int step = 16; step > 0; step /= 2) {
    double other = __shfl_xor_sync(0xffffffffu, value, step);
    value = other > value ? other : value;
  }
  return value;
}

static __device__ double warp_sum(double value) {
  for (int step = 16; step > 0; step /= 2) {
    value += __shfl_xor_sync(0xffffffffu, value, step);
  }
  return value;
}

// For each example, by one warp (threadIdx.x is the lane, threadIdx.y the warp):
// dlogits[k] = gradientScale (softmax(logits)[k] - [k = label]) / batch; loss = -log softmax(logits)[label];
// hit = 1 where no logit is larger than the label's.
static __device__ void cross_entropy(
    const element* logits, const int* labels, element* dlogits, double* losses, int* hits,
    double gradientScale, int classes, int batch) {
  int example = blockIdx.x * blockDim.y + threadIdx.y;
  if (example >= batch) {
    return;
  }
  const element* row = logits + (long long)example * classes;
  int label = labels[example];
  double largest = -1.0e308;
  for (int k = threadIdx.x; k < classes; k += 32) {
    double value = number(row[k]);
    largest = value > largest ? value : largest;
  }
  largest = warp_maximum(largest);
  double sum = 0.0;
  for (int k = threadIdx.x; k < classes; k += 32) {
    sum += exp((double)number(row[k]) - largest);
  }
  sum = warp_sum(sum);
  for (int k = threadIdx.x; k < classes; k += 32) {
    double target = k == label ? 1.0 : 0.0;
    double probability = exp((double)number(row[k]) - largest) / sum;
    double gradient = (probability - target) / batch;
    dlogits[(long long)example * classes + k] = stored((float)(gradient * gradientScale));
  }
  if (threadIdx.x == 0) {
    double value = number(row[label]);
    losses[example] = log(sum) - (value - largest);
    hits[example] = value >= largest ? 1 : 0;
  }
}

extern "C" __global__ void softmax_cross_entropy(
    const element* logits, const int* labels, element* dlogits, double* losses, int* hits, int classes,
    int batch) {
  cross_entropy(logits, labels, dlogits, losses, hits, 1.0, classes, batch);
}

// Gradients larger by a power of two, scaling[0], which 16 bits of float then hold better; see scaling.cu.
extern "C" __global__ void softmax_cross_entropy_scaled(
    const element* logits, const int* labels, element* dlogits, double* losses, int* hits,
    const float* scaling, int classes, int batch) {
  cross_entropy(logits, labels, dlogits, losses, hits, (double)scaling[0], classes, batch);
}

// The sums of losses and hits, by one block of 256 threads.
extern "C" __global__ void loss_total(
    const double* losses, const int* hits, double* total, int* hitTotal, int batch) {
  __shared__ double lossSums[256];
  __shared__ int hitSums[256];
  double loss = 0.0;
  int hit = 0;
  for (int example = threadIdx.x; example < batch; example += 256) {
    loss += losses[example];
    hit += hits[example];
  }
  lossSums[threadIdx.x] = loss;
  hitSums[threadIdx.x] = hit;
  __syncthreads();
  for (int half = 128; half > 0; half /= 2) {
    if (threadIdx.x < half) {
      lossSums[threadIdx.x] += lossSums[threadIdx.x + half];
      hitSums[threadIdx.x] += hitSums[threadIdx.x + half];
    }
    __syncthreads();
  }
  if (threadIdx.x == 0) {
    total[0] = lossSums[0];
    hitTotal[0] = hitSums[0];
  }
}

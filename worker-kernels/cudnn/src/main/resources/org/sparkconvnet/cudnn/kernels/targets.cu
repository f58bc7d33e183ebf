// Losses of outputs x[example, k] against targets t[example, k], in float64, by one warp for each example (threadIdx.x is
// the lane, threadIdx.y the warp). hit = 1 where no output is larger than the label's. Where scaling is not null,
// gradients are larger by scaling[0], a power of two; see scaling.cu.

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

static __device__ double largest_of(const element* row, int classes) {
  double largest = -1.0e308;
  for (int k = threadIdx.x; k < classes; k += 32) {
    double value = number(row[k]);
    largest = value > largest ? value : largest;
  }
  return warp_maximum(largest);
}

// dx = (s softmax(x) - t) / batch, s the sum of t; loss = -sum of t log softmax(x).
extern "C" __global__ void softmax_loss(
    const element* x, const int* labels, const float* targets, element* dx, double* losses,
    int* hits, const float* scaling, int classes, int batch) {
  int example = blockIdx.x * blockDim.y + threadIdx.y;
  if (example >= batch) {
    return;
  }
  const element* row = x + (long long)example * classes;
  const float* target = targets + (long long)example * classes;
  double scale = scaling == nullptr ? 1.0 : (double)scaling[0];
  double largest = largest_of(row, classes);
  double sum = 0.0;
  double total = 0.0;
  for (int k = threadIdx.x; k < classes; k += 32) {
    sum += exp((double)number(row[k]) - largest);
    total += target[k];
  }
  sum = warp_sum(sum);
  total = warp_sum(total);
  double logSum = log(sum);
  double loss = 0.0;
  for (int k = threadIdx.x; k < classes; k += 32) {
    double above = (double)number(row[k]) - largest;
    double gradient = (total * exp(above) / sum - target[k]) / batch;
    loss += target[k] * (logSum - above);
    dx[(long long)example * classes + k] = stored((float)(gradient * scale));
  }
  loss = warp_sum(loss);
  if (threadIdx.x == 0) {
    losses[example] = loss;
    hits[example] = (double)number(row[labels[example]]) >= largest ? 1 : 0;
  }
}

// dx = (x - t) / batch; loss = 1/2 sum of (x - t)^2.
extern "C" __global__ void quadratic_loss(
    const element* x, const int* labels, const float* targets, element* dx, double* losses,
    int* hits, const float* scaling, int classes, int batch) {
  int example = blockIdx.x * blockDim.y + threadIdx.y;
  if (example >= batch) {
    return;
  }
  const element* row = x + (long long)example * classes;
  const float* target = targets + (long long)example * classes;
  double scale = scaling == nullptr ? 1.0 : (double)scaling[0];
  double largest = largest_of(row, classes);
  double loss = 0.0;
  for (int k = threadIdx.x; k < classes; k += 32) {
    double difference = (double)number(row[k]) - target[k];
    loss += difference * difference / 2.0;
    dx[(long long)example * classes + k] = stored((float)(difference / batch * scale));
  }
  loss = warp_sum(loss);
  if (threadIdx.x == 0) {
    losses[example] = loss;
    hits[example] = (double)number(row[labels[example]]) >= largest ? 1 : 0;
  }
}

// dx = (1 / (1 + exp(-x)) - t) / batch; loss = sum of log(1 + exp(x)) - t x.
extern "C" __global__ void sigmoid_loss(
    const element* x, const int* labels, const float* targets, element* dx, double* losses,
    int* hits, const float* scaling, int classes, int batch) {
  int example = blockIdx.x * blockDim.y + threadIdx.y;
  if (example >= batch) {
    return;
  }
  const element* row = x + (long long)example * classes;
  const float* target = targets + (long long)example * classes;
  double scale = scaling == nullptr ? 1.0 : (double)scaling[0];
  double largest = largest_of(row, classes);
  double loss = 0.0;
  for (int k = threadIdx.x; k < classes; k += 32) {
    double value = number(row[k]);
    double gradient = (1.0 / (1.0 + exp(-value)) - target[k]) / batch;
    loss += (value > 0.0 ? value : 0.0) + log1p(exp(-fabs(value))) - target[k] * value;
    dx[(long long)example * classes + k] = stored((float)(gradient * scale));
  }
  loss = warp_sum(loss);
  if (threadIdx.x == 0) {
    losses[example] = loss;
    hits[example] = (double)number(row[labels[example]]) >= largest ? 1 : 0;
  }
}

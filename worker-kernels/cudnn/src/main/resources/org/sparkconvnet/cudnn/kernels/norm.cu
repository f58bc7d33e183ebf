// Batch normalisation over x[row, channel], once its statistics are known.

// y = scale (x - mean) / sqrt(variance + epsilon) + shift; where relu, max(., 0). mask, where not null, keeps y > 0.
extern "C" __global__ void normalize(
    const element* x, const float* mean, const float* variance, const float* scale,
    const float* shift, element* y, unsigned char* mask, int channels, float epsilon, int relu,
    long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    int channel = (int)(i % channels);
    float inverse = 1.0f / sqrtf(variance[channel] + epsilon);
    float value = (number(x[i]) - mean[channel]) * inverse * scale[channel] + shift[channel];
    int positive = value > 0.0f ? 1 : 0;
    if (mask != nullptr) {
      mask[i] = (unsigned char)positive;
    }
    y[i] = stored(relu && value <= 0.0f ? 0.0f : value);
  }
}

// dx = scale / sqrt(variance + epsilon) (dy - dshift / rows - xhat dscale / rows), xhat the normalised x, dy 0 where
// the mask is not set.
extern "C" __global__ void norm_gradient(
    const element* x, const float* mean, const float* variance, const float* scale,
    const unsigned char* mask, const element* dy, const float* dscale, const float* dshift, element* dx,
    int channels, float epsilon, float share, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    int channel = (int)(i % channels);
    float inverse = 1.0f / sqrtf(variance[channel] + epsilon);
    float normalised = (number(x[i]) - mean[channel]) * inverse;
    float gradient = mask == nullptr || mask[i] ? number(dy[i]) : 0.0f;
    float centred = gradient - share * dshift[channel] - normalised * (share * dscale[channel]);
    dx[i] = stored(scale[channel] * inverse * centred);
  }
}

// running = (1 - momentum) running + momentum batch. count is the number of channels.
extern "C" __global__ void running_statistics(
    const float* mean, const float* variance, float* runningMean, float* runningVariance,
    float momentum, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    runningMean[i] = (1.0f - momentum) * runningMean[i] + momentum * mean[i];
    runningVariance[i] = (1.0f - momentum) * runningVariance[i] + momentum * variance[i];
  }
}

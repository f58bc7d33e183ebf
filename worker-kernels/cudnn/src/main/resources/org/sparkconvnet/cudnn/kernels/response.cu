// Local response normalisation of x[row, channel]: sums[row, c] = k + factor * the sum of x^2 over the channels at most
// `reach` from c, y = x / sums^beta, factor = alpha / size.

// sums may be null: then they are not kept.
extern "C" __global__ void local_response(
    const element* x, element* y, float* sums, int channels, int reach, float factor, float beta,
    float k, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    int channel = (int)(i % channels);
    int first = channel - reach > 0 ? channel - reach : 0;
    int last = channel + reach < channels - 1 ? channel + reach : channels - 1;
    float squares = 0.0f;
    for (int other = first; other <= last; other++) {
      float value = number(x[i + other - channel]);
      squares += value * value;
    }
    float sum = k + factor * squares;
    if (sums != nullptr) {
      sums[i] = sum;
    }
    y[i] = stored(number(x[i]) * powf(sum, -beta));
  }
}

// dx = dy / sums^beta - 2 factor beta x times the sum over the same channels of dy x / sums^(beta + 1).
extern "C" __global__ void local_response_gradient(
    const element* x, const float* sums, const element* dy, element* dx, int channels, int reach,
    float factor, float beta, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    int channel = (int)(i % channels);
    int first = channel - reach > 0 ? channel - reach : 0;
    int last = channel + reach < channels - 1 ? channel + reach : channels - 1;
    float reached = 0.0f;
    for (int other = first; other <= last; other++) {
      long long j = i + other - channel;
      reached += number(dy[j]) * number(x[j]) * powf(sums[j], -beta - 1.0f);
    }
    float direct = number(dy[i]) * powf(sums[i], -beta);
    dx[i] = stored(direct - 2.0f * factor * beta * number(x[i]) * reached);
  }
}

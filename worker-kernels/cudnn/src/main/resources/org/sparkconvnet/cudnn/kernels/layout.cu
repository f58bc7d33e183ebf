// Kernels that only move numbers. Images lie in memory as (N, H, W, C), rows as (N, C, H, W).

// y[n, s, c] = x[n, c, s], s counting the positions of an image.
extern "C" __global__ void rows_to_images(
    const element* x, element* y, int channels, int positions, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    int channel = (int)(i % channels);
    long long rest = i / channels;
    long long image = rest / positions;
    int position = (int)(rest % positions);
    y[i] = x[(image * channels + channel) * positions + position];
  }
}

// The same from the host's float32.
extern "C" __global__ void load_images(
    const float* x, element* y, int channels, int positions, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    int channel = (int)(i % channels);
    long long rest = i / channels;
    long long image = rest / positions;
    int position = (int)(rest % positions);
    y[i] = stored(x[(image * channels + channel) * positions + position]);
  }
}

// y[n, c, s] = x[n, s, c].
extern "C" __global__ void images_to_rows(
    const element* x, element* y, int channels, int positions, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    int position = (int)(i % positions);
    long long rest = i / positions;
    long long image = rest / channels;
    int channel = (int)(rest % channels);
    y[i] = x[(image * positions + position) * channels + channel];
  }
}

// y[row, yOffset + column] = x[row, xOffset + column] for the first columns of each row.
extern "C" __global__ void copy_columns(
    const element* x, int xWidth, int xOffset, element* y, int yWidth, int yOffset, int columns,
    long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    long long row = i / columns;
    int column = (int)(i % columns);
    y[row * yWidth + yOffset + column] = x[row * xWidth + xOffset + column];
  }
}

// Poolings over images (N, H, W, C). An argmax is the winning position within the window, counted row by row. Gradients
// gather: each element of dx looks up the windows that cover it, in a fixed order, so that bits repeat.

struct Place {
  long long image;
  int row;
  int column;
  int channel;
};

static __device__ Place place(long long i, int channels, int height, int width) {
  Place found;
  found.channel = (int)(i % channels);
  long long rest = i / channels;
  found.column = (int)(rest % width);
  rest /= width;
  found.row = (int)(rest % height);
  found.image = rest / height;
  return found;
}

// The output row (column) whose window has this input row at its tap-th row, or -1.
static __device__ int covering(int at, int tap, int stride, int padding, int dilation, int extent) {
  int start = at + padding - tap * dilation;
  if (start < 0 || start % stride != 0) {
    return -1;
  }
  int out = start / stride;
  return out < extent ? out : -1;
}

// y = the maximum of each window; the first of equals wins, a NaN always. argmax may be null.
template <typename Index>
static __device__ void maximum(
    const element* x, element* y, Index* argmax, int channels, int height, int width, int outHeight, int outWidth,
    int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int paddingHeight,
    int paddingWidth, int dilationHeight, int dilationWidth, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    Place out = place(i, channels, outHeight, outWidth);
    float best = 0.0f;
    int winner = -1;
    for (int r = 0; r < kernelHeight; r++) {
      int row = out.row * strideHeight - paddingHeight + r * dilationHeight;
      for (int s = 0; s < kernelWidth; s++) {
        int column = out.column * strideWidth - paddingWidth + s * dilationWidth;
        if (row < 0 || row >= height || column < 0 || column >= width) {
          continue;
        }
        float value = number(x[((out.image * height + row) * width + column) * channels + out.channel]);
        if (winner < 0 || value > best || value != value) {
          best = value;
          winner = r * kernelWidth + s;
        }
      }
    }
    y[i] = stored(best);
    if (argmax != nullptr) {
      argmax[i] = (Index)winner;
    }
  }
}

// dx = the sum of dy over the windows that this element won.
template <typename Index>
static __device__ void maximum_gradient(
    const element* dy, const Index* argmax, element* dx, int channels, int height, int width, int outHeight, int outWidth,
    int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int paddingHeight,
    int paddingWidth, int dilationHeight, int dilationWidth, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    Place in = place(i, channels, height, width);
    float sum = 0.0f;
    for (int r = 0; r < kernelHeight; r++) {
      int row = covering(in.row, r, strideHeight, paddingHeight, dilationHeight, outHeight);
      for (int s = 0; s < kernelWidth && row >= 0; s++) {
        int column = covering(in.column, s, strideWidth, paddingWidth, dilationWidth, outWidth);
        if (column >= 0) {
          long long from = ((in.image * outHeight + row) * outWidth + column) * channels + in.channel;
          sum += argmax[from] == (Index)(r * kernelWidth + s) ? number(dy[from]) : 0.0f;
        }
      }
    }
    dx[i] = stored(sum);
  }
}

extern "C" __global__ void max_pool(
    const element* x, element* y, unsigned char* argmax, int channels, int height, int width, int outHeight, int outWidth,
    int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int paddingHeight,
    int paddingWidth, int dilationHeight, int dilationWidth, long long count) {
  maximum<unsigned char>(
      x, y, argmax, channels, height, width, outHeight, outWidth, kernelHeight, kernelWidth,
      strideHeight, strideWidth, paddingHeight, paddingWidth, dilationHeight, dilationWidth, count);
}

extern "C" __global__ void max_pool_wide(
    const element* x, element* y, int* argmax, int channels, int height, int width, int outHeight, int outWidth,
    int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int paddingHeight,
    int paddingWidth, int dilationHeight, int dilationWidth, long long count) {
  maximum<int>(
      x, y, argmax, channels, height, width, outHeight, outWidth, kernelHeight, kernelWidth,
      strideHeight, strideWidth, paddingHeight, paddingWidth, dilationHeight, dilationWidth, count);
}

extern "C" __global__ void max_pool_gradient(
    const element* dy, const unsigned char* argmax, element* dx, int channels, int height, int width, int outHeight, int outWidth,
    int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int paddingHeight,
    int paddingWidth, int dilationHeight, int dilationWidth, long long count) {
  maximum_gradient<unsigned char>(
      dy, argmax, dx, channels, height, width, outHeight, outWidth, kernelHeight, kernelWidth,
      strideHeight, strideWidth, paddingHeight, paddingWidth, dilationHeight, dilationWidth, count);
}

extern "C" __global__ void max_pool_gradient_wide(
    const element* dy, const int* argmax, element* dx, int channels, int height, int width, int outHeight, int outWidth,
    int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int paddingHeight,
    int paddingWidth, int dilationHeight, int dilationWidth, long long count) {
  maximum_gradient<int>(
      dy, argmax, dx, channels, height, width, outHeight, outWidth, kernelHeight, kernelWidth,
      strideHeight, strideWidth, paddingHeight, paddingWidth, dilationHeight, dilationWidth, count);
}

// How many of a window's taps from `first` on lie inside an extent.
static __device__ int inside(int first, int taps, int dilation, int extent) {
  int count = 0;
  for (int tap = 0; tap < taps; tap++) {
    int at = first + tap * dilation;
    count += at >= 0 && at < extent ? 1 : 0;
  }
  return count;
}

// y = the mean of each window's positions that lie inside the image.
extern "C" __global__ void average_pool(
    const element* x, element* y, int channels, int height, int width, int outHeight, int outWidth,
    int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int paddingHeight,
    int paddingWidth, int dilationHeight, int dilationWidth, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    Place out = place(i, channels, outHeight, outWidth);
    int top = out.row * strideHeight - paddingHeight;
    int left = out.column * strideWidth - paddingWidth;
    float sum = 0.0f;
    for (int r = 0; r < kernelHeight; r++) {
      int row = top + r * dilationHeight;
      for (int s = 0; s < kernelWidth; s++) {
        int column = left + s * dilationWidth;
        if (row >= 0 && row < height && column >= 0 && column < width) {
          sum += number(x[((out.image * height + row) * width + column) * channels + out.channel]);
        }
      }
    }
    int positions = inside(top, kernelHeight, dilationHeight, height)
        * inside(left, kernelWidth, dilationWidth, width);
    y[i] = stored(sum / (float)positions);
  }
}

// dx = the sum, over the windows that cover this element, of dy over their number of positions.
extern "C" __global__ void average_pool_gradient(
    const element* dy, element* dx, int channels, int height, int width, int outHeight, int outWidth,
    int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int paddingHeight,
    int paddingWidth, int dilationHeight, int dilationWidth, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    Place in = place(i, channels, height, width);
    float sum = 0.0f;
    for (int r = 0; r < kernelHeight; r++) {
      int row = covering(in.row, r, strideHeight, paddingHeight, dilationHeight, outHeight);
      if (row < 0) {
        continue;
      }
      int rows = inside(row * strideHeight - paddingHeight, kernelHeight, dilationHeight, height);
      for (int s = 0; s < kernelWidth; s++) {
        int column = covering(in.column, s, strideWidth, paddingWidth, dilationWidth, outWidth);
        if (column >= 0) {
          int columns =
              inside(column * strideWidth - paddingWidth, kernelWidth, dilationWidth, width);
          long long from = ((in.image * outHeight + row) * outWidth + column) * channels + in.channel;
          sum += number(dy[from]) / (float)(rows * columns);
        }
      }
    }
    dx[i] = stored(sum);
  }
}

// y[n, c] = the mean of x[n, s, c] over positions s.
extern "C" __global__ void global_average(
    const element* x, element* y, int channels, int positions, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    long long image = i / channels;
    int channel = (int)(i % channels);
    float sum = 0.0f;
    for (int position = 0; position < positions; position++) {
      sum += number(x[(image * positions + position) * channels + channel]);
    }
    y[i] = stored(sum / (float)positions);
  }
}

// dx[n, s, c] = dy[n, c] / positions.
extern "C" __global__ void global_average_gradient(
    const element* dy, element* dx, int channels, int positions, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    int channel = (int)(i % channels);
    long long image = i / channels / positions;
    dx[i] = stored(number(dy[image * channels + channel]) / (float)positions);
  }
}

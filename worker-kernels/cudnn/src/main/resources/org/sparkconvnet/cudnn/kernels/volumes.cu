// Poolings over clips (N, D, H, W, C). An argmax is the winning position within the window, counted plane by plane and
// row by row. Gradients gather: each element of dx looks up the windows that cover it, in a fixed order, so that bits
// repeat.

// A window along one axis, and the extents of what it reads and writes there.
struct Axis {
  int extent;
  int out;
  int kernel;
  int stride;
  int padding;
  int dilation;
};

struct Place {
  long long clip;
  int plane;
  int row;
  int column;
  int channel;
};

static __device__ Place place(long long i, int channels, int depth, int height, int width) {
  Place found;
  found.channel = (int)(i % channels);
  long long rest = i / channels;
  found.column = (int)(rest % width);
  rest /= width;
  found.row = (int)(rest % height);
  rest /= height;
  found.plane = (int)(rest % depth);
  found.clip = rest / depth;
  return found;
}

static __device__ long long index(
    const Place& at, int plane, int row, int column, int channels, int depth, int height, int width) {
  return (((at.clip * depth + plane) * height + row) * width + column) * channels + at.channel;
}

// Where a window's tap reads, or -1 outside the clip.
static __device__ int reading(const Axis& axis, int out, int tap) {
  int at = out * axis.stride - axis.padding + tap * axis.dilation;
  return at >= 0 && at < axis.extent ? at : -1;
}

// The output whose window has this input at its tap, or -1.
static __device__ int covering(const Axis& axis, int at, int tap) {
  int start = at + axis.padding - tap * axis.dilation;
  if (start < 0 || start % axis.stride != 0) {
    return -1;
  }
  int out = start / axis.stride;
  return out < axis.out ? out : -1;
}

// How many of a window's taps lie inside the clip.
static __device__ int inside(const Axis& axis, int out) {
  int count = 0;
  for (int tap = 0; tap < axis.kernel; tap++) {
    count += reading(axis, out, tap) >= 0 ? 1 : 0;
  }
  return count;
}

// y = the maximum of each window; the first of equals wins, a NaN always. argmax may be null.
extern "C" __global__ void max_pool_3d(
    const element* x, element* y, int* argmax,
    int channels, int depth, int height, int width, int outDepth, int outHeight, int outWidth,
    int kernelDepth, int kernelHeight, int kernelWidth, int strideDepth, int strideHeight, int strideWidth,
    int paddingDepth, int paddingHeight, int paddingWidth, int dilationDepth, int dilationHeight,
    int dilationWidth, long long count) {
  Axis planes = {depth, outDepth, kernelDepth, strideDepth, paddingDepth, dilationDepth};
  Axis rows = {height, outHeight, kernelHeight, strideHeight, paddingHeight, dilationHeight};
  Axis columns = {width, outWidth, kernelWidth, strideWidth, paddingWidth, dilationWidth};
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    Place out = place(i, channels, outDepth, outHeight, outWidth);
    float best = 0.0f;
    int winner = -1;
    for (int d = 0; d < kernelDepth; d++) {
      int plane = reading(planes, out.plane, d);
      for (int r = 0; r < kernelHeight && plane >= 0; r++) {
        int row = reading(rows, out.row, r);
        for (int s = 0; s < kernelWidth && row >= 0; s++) {
          int column = reading(columns, out.column, s);
          if (column < 0) {
            continue;
          }
          float value = number(x[index(out, plane, row, column, channels, depth, height, width)]);
          if (winner < 0 || value > best || value != value) {
            best = value;
            winner = (d * kernelHeight + r) * kernelWidth + s;
          }
        }
      }
    }
    y[i] = stored(best);
    if (argmax != nullptr) {
      argmax[i] = winner;
    }
  }
}

// dx = the sum of dy over the windows that this element won.
extern "C" __global__ void max_pool_gradient_3d(
    const element* dy, const int* argmax, element* dx,
    int channels, int depth, int height, int width, int outDepth, int outHeight, int outWidth,
    int kernelDepth, int kernelHeight, int kernelWidth, int strideDepth, int strideHeight, int strideWidth,
    int paddingDepth, int paddingHeight, int paddingWidth, int dilationDepth, int dilationHeight,
    int dilationWidth, long long count) {
  Axis planes = {depth, outDepth, kernelDepth, strideDepth, paddingDepth, dilationDepth};
  Axis rows = {height, outHeight, kernelHeight, strideHeight, paddingHeight, dilationHeight};
  Axis columns = {width, outWidth, kernelWidth, strideWidth, paddingWidth, dilationWidth};
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    Place in = place(i, channels, depth, height, width);
    float sum = 0.0f;
    for (int d = 0; d < kernelDepth; d++) {
      int plane = covering(planes, in.plane, d);
      for (int r = 0; r < kernelHeight && plane >= 0; r++) {
        int row = covering(rows, in.row, r);
        for (int s = 0; s < kernelWidth && row >= 0; s++) {
          int column = covering(columns, in.column, s);
          if (column >= 0) {
            long long from = index(in, plane, row, column, channels, outDepth, outHeight, outWidth);
            sum += argmax[from] == (d * kernelHeight + r) * kernelWidth + s ? number(dy[from]) : 0.0f;
          }
        }
      }
    }
    dx[i] = stored(sum);
  }
}

// y = the mean of each window's positions that lie inside the clip.
extern "C" __global__ void average_pool_3d(
    const element* x, element* y,
    int channels, int depth, int height, int width, int outDepth, int outHeight, int outWidth,
    int kernelDepth, int kernelHeight, int kernelWidth, int strideDepth, int strideHeight, int strideWidth,
    int paddingDepth, int paddingHeight, int paddingWidth, int dilationDepth, int dilationHeight,
    int dilationWidth, long long count) {
  Axis planes = {depth, outDepth, kernelDepth, strideDepth, paddingDepth, dilationDepth};
  Axis rows = {height, outHeight, kernelHeight, strideHeight, paddingHeight, dilationHeight};
  Axis columns = {width, outWidth, kernelWidth, strideWidth, paddingWidth, dilationWidth};
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    Place out = place(i, channels, outDepth, outHeight, outWidth);
    float sum = 0.0f;
    for (int d = 0; d < kernelDepth; d++) {
      int plane = reading(planes, out.plane, d);
      for (int r = 0; r < kernelHeight && plane >= 0; r++) {
        int row = reading(rows, out.row, r);
        for (int s = 0; s < kernelWidth && row >= 0; s++) {
          int column = reading(columns, out.column, s);
          if (column >= 0) {
            sum += number(x[index(out, plane, row, column, channels, depth, height, width)]);
          }
        }
      }
    }
    int positions = inside(planes, out.plane) * inside(rows, out.row) * inside(columns, out.column);
    y[i] = stored(sum / (float)positions);
  }
}

// dx = the sum, over the windows that cover this element, of dy over their number of positions.
extern "C" __global__ void average_pool_gradient_3d(
    const element* dy, element* dx,
    int channels, int depth, int height, int width, int outDepth, int outHeight, int outWidth,
    int kernelDepth, int kernelHeight, int kernelWidth, int strideDepth, int strideHeight, int strideWidth,
    int paddingDepth, int paddingHeight, int paddingWidth, int dilationDepth, int dilationHeight,
    int dilationWidth, long long count) {
  Axis planes = {depth, outDepth, kernelDepth, strideDepth, paddingDepth, dilationDepth};
  Axis rows = {height, outHeight, kernelHeight, strideHeight, paddingHeight, dilationHeight};
  Axis columns = {width, outWidth, kernelWidth, strideWidth, paddingWidth, dilationWidth};
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    Place in = place(i, channels, depth, height, width);
    float sum = 0.0f;
    for (int d = 0; d < kernelDepth; d++) {
      int plane = covering(planes, in.plane, d);
      for (int r = 0; r < kernelHeight && plane >= 0; r++) {
        int row = covering(rows, in.row, r);
        for (int s = 0; s < kernelWidth && row >= 0; s++) {
          int column = covering(columns, in.column, s);
          if (column >= 0) {
            int positions = inside(planes, plane) * inside(rows, row) * inside(columns, column);
            long long from = index(in, plane, row, column, channels, outDepth, outHeight, outWidth);
            sum += number(dy[from]) / (float)positions;
          }
        }
      }
    }
    dx[i] = stored(sum);
  }
}

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

// The windows of a pooling over clips.
struct Windows {
  int channels;
  Axis planes;
  Axis rows;
  Axis columns;
};

// Made of the sizes that each kernel takes, by the names that they have in all.
#define WINDOWS                                                                    \
  {channels,                                                                       \
   {depth, outDepth, kernelDepth, strideDepth, paddingDepth, dilationDepth},       \
   {height, outHeight, kernelHeight, strideHeight, paddingHeight, dilationHeight}, \
   {width, outWidth, kernelWidth, strideWidth, paddingWidth, dilationWidth}}

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

// Where a window's tap reads, or -1 outside the clip.
struct Reading {
  __device__ int operator()(const Axis& axis, int out, int tap) const {
    int at = out * axis.stride - axis.padding + tap * axis.dilation;
    return at >= 0 && at < axis.extent ? at : -1;
  }
};

// The output whose window has this input at its tap, or -1.
struct Covering {
  __device__ int operator()(const Axis& axis, int at, int tap) const {
    int start = at + axis.padding - tap * axis.dilation;
    if (start < 0 || start % axis.stride != 0) {
      return -1;
    }
    int out = start / axis.stride;
    return out < axis.out ? out : -1;
  }
};

// Calls visit(tap, plane, row, column) for each tap that leads somewhere from this place, plane by plane and row by row.
template <typename Leads, typename Visit>
static __device__ void each_tap(const Windows& windows, const Place& at, Leads leads, Visit visit) {
  for (int d = 0; d < windows.planes.kernel; d++) {
    int plane = leads(windows.planes, at.plane, d);
    for (int r = 0; r < windows.rows.kernel && plane >= 0; r++) {
      int row = leads(windows.rows, at.row, r);
      for (int s = 0; s < windows.columns.kernel && row >= 0; s++) {
        int column = leads(windows.columns, at.column, s);
        if (column >= 0) {
          visit((d * windows.rows.kernel + r) * windows.columns.kernel + s, plane, row, column);
        }
      }
    }
  }
}

// The element of x or dx at this position of the place's clip and channel.
static __device__ long long input(const Windows& of, const Place& at, int plane, int row, int column) {
  return (((at.clip * of.planes.extent + plane) * of.rows.extent + row) * of.columns.extent + column) * of.channels +
         at.channel;
}

// The element of y or dy at this position.
static __device__ long long output(const Windows& of, const Place& at, int plane, int row, int column) {
  return (((at.clip * of.planes.out + plane) * of.rows.out + row) * of.columns.out + column) * of.channels + at.channel;
}

// How many of a window's taps lie inside the clip, along one axis.
static __device__ int inside(const Axis& axis, int out) {
  int count = 0;
  for (int tap = 0; tap < axis.kernel; tap++) {
    count += Reading()(axis, out, tap) >= 0 ? 1 : 0;
  }
  return count;
}

// The same along all three.
static __device__ float positions(const Windows& of, int plane, int row, int column) {
  return (float)(inside(of.planes, plane) * inside(of.rows, row) * inside(of.columns, column));
}

// y = the maximum of each window; the first of equals wins, a NaN always. argmax may be null.
extern "C" __global__ void max_pool_3d(
    const element* x, element* y, int* argmax,
    int channels, int depth, int height, int width, int outDepth, int outHeight, int outWidth,
    int kernelDepth, int kernelHeight, int kernelWidth, int strideDepth, int strideHeight, int strideWidth,
    int paddingDepth, int paddingHeight, int paddingWidth, int dilationDepth, int dilationHeight,
    int dilationWidth, long long count) {
  const Windows windows = WINDOWS;
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    Place out = place(i, channels, outDepth, outHeight, outWidth);
    float best = 0.0f;
    int winner = -1;
    each_tap(windows, out, Reading(), [&](int tap, int plane, int row, int column) {
      float value = number(x[input(windows, out, plane, row, column)]);
      if (winner < 0 || value > best || value != value) {
        best = value;
        winner = tap;
      }
    });
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
  const Windows windows = WINDOWS;
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    Place in = place(i, channels, depth, height, width);
    float sum = 0.0f;
    each_tap(windows, in, Covering(), [&](int tap, int plane, int row, int column) {
      long long from = output(windows, in, plane, row, column);
      sum += argmax[from] == tap ? number(dy[from]) : 0.0f;
    });
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
  const Windows windows = WINDOWS;
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    Place out = place(i, channels, outDepth, outHeight, outWidth);
    float sum = 0.0f;
    each_tap(windows, out, Reading(), [&](int, int plane, int row, int column) {
      sum += number(x[input(windows, out, plane, row, column)]);
    });
    y[i] = stored(sum / positions(windows, out.plane, out.row, out.column));
  }
}

// dx = the sum, over the windows that cover this element, of dy over their number of positions.
extern "C" __global__ void average_pool_gradient_3d(
    const element* dy, element* dx,
    int channels, int depth, int height, int width, int outDepth, int outHeight, int outWidth,
    int kernelDepth, int kernelHeight, int kernelWidth, int strideDepth, int strideHeight, int strideWidth,
    int paddingDepth, int paddingHeight, int paddingWidth, int dilationDepth, int dilationHeight,
    int dilationWidth, long long count) {
  const Windows windows = WINDOWS;
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    Place in = place(i, channels, depth, height, width);
    float sum = 0.0f;
    each_tap(windows, in, Covering(), [&](int, int plane, int row, int column) {
      sum += number(dy[output(windows, in, plane, row, column)]) / positions(windows, plane, row, column);
    });
    dx[i] = stored(sum);
  }
}

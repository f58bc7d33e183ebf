// Layers that compare or place numbers: maxout and radial basis functions. A NaN wins, and so is seen.

// y[row, c] = the largest of x[row, c pieces ... c pieces + pieces - 1]; argmax, where not null, says which, the first
// of equal ones. In memory the pieces of element i of y are x[i pieces ...].
extern "C" __global__ void maxout(
    const element* x, element* y, unsigned char* argmax, int pieces, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    float largest = number(x[i * pieces]);
    int winner = 0;
    for (int j = 1; j < pieces; j++) {
      float piece = number(x[i * pieces + j]);
      if (!(piece <= largest)) {
        largest = piece;
        winner = j;
      }
    }
    y[i] = stored(largest);
    if (argmax != nullptr) {
      argmax[i] = (unsigned char)winner;
    }
  }
}

// dx = dy for the piece that won, else 0. count is dx's.
extern "C" __global__ void maxout_gradient(
    const element* dy, const unsigned char* argmax, element* dx, int pieces, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    long long unit = i / pieces;
    dx[i] = (int)argmax[unit] == (int)(i % pieces) ? dy[unit] : stored(0.0f);
  }
}

// y[row, c] = exp(-scale (centers[c] - x)^2), scale = 1 / sigma^2.
extern "C" __global__ void radial_basis(
    const element* x, const float* centers, element* y, int channels, float scale, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    float distance = centers[i % channels] - number(x[i]);
    y[i] = stored(expf(-scale * distance * distance));
  }
}

// dx = dy y 2 scale (centers[c] - x); minus its sums over rows are the centers' gradient.
extern "C" __global__ void radial_basis_gradient(
    const element* x, const float* centers, const element* y, const element* dy, element* dx, int channels,
    float scale, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    float distance = centers[i % channels] - number(x[i]);
    dx[i] = stored(number(dy[i]) * number(y[i]) * 2.0f * scale * distance);
  }
}

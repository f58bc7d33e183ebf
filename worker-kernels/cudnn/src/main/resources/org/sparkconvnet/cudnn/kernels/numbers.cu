// Between float32 and the elements of 16 bits.

// The 16-bit copies of weights that a step reads. Range r of the table's `ranges` has copied numbers from ends[r - 1]
// (0 for the first) to ends[r]; they come from w[sources[r]] on and go to copy[targets[r]] on. The table holds all
// ends, then all sources, then all targets. count is the last end.
extern "C" __global__ void copy_weights(
    const float* w, element* copy, const int* table, int ranges, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    int low = 0;
    int high = ranges - 1;
    while (low < high) {
      int middle = (low + high) / 2;
      if (i < table[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    long long within = low == 0 ? i : i - table[low - 1];
    copy[table[2 * ranges + low] + within] = stored(w[table[ranges + low] + within]);
  }
}

// y = x.
extern "C" __global__ void widen(const element* x, float* y, long long count) {
  for (long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x; i < count;
       i += (long long)gridDim.x * blockDim.x) {
    y[i] = number(x[i]);
  }
}

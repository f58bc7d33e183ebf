// w -= rate (gradient + decay w), decay only in those ranges of the flat vector that the table says: first where each
// range ends, then 1 or 0 for each. step holds rate and decay.
extern "C" __global__ void descend(
    float* w, const float* gradient, const int* table, int ranges, const float* step,
    long long count) {
  float rate = step[0];
  float decay = step[1];
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
    float slope = table[ranges + low] ? gradient[i] + decay * w[i] : gradient[i];
    w[i] -= rate * slope;
  }
}

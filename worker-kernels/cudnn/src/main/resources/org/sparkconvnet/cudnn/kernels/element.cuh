// The type in which images, their gradients and the weights that kernels read lie in memory: float, or 16 bits of it.
// Put before every kernel source; at most one of ELEMENT_BFLOAT16 and ELEMENT_FLOAT16 is defined then. Kernels compute
// in float: number() reads an element, stored() rounds to the nearest one, ties to even. By bits, so that one source
// serves every architecture and the CPU, and NVRTC needs none of CUDA's headers.

static __device__ unsigned int bits_of(float x) {
  return __float_as_uint(x);
}

// bfloat16: the upper half of a float32.
static __device__ float bfloat16_number(unsigned short bits) {
  return __uint_as_float((unsigned int)bits << 16);
}

static __device__ unsigned short bfloat16_bits(float x) {
  unsigned int bits = bits_of(x);
  if ((bits & 0x7FFFFFFFu) > 0x7F800000u) {
    return (unsigned short)((bits >> 16) | 0x0040u);  // a NaN stays one
  }
  return (unsigned short)((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16);
}

// float16: 5 bits of exponent, 10 of fraction; subnormal from 2^-14 down to 2^-24, infinite from 65520 on.
static __device__ float float16_number(unsigned short bits) {
  // Its exponent and fraction, read as a float32, are too small by 2^(127 - 15).
  float scaled = __uint_as_float((bits & 0x7FFFu) << 13) * __uint_as_float((254u - 15u) << 23);
  unsigned int magnitude = bits_of(scaled);
  if (scaled >= 65536.0f) {
    magnitude |= 0x7F800000u;  // infinity, NaN
  }
  return __uint_as_float(magnitude | (unsigned int)(bits & 0x8000u) << 16);
}

static __device__ unsigned short float16_bits(float x) {
  unsigned int sign = (bits_of(x) >> 16) & 0x8000u;
  unsigned int magnitude = bits_of(x) & 0x7FFFFFFFu;
  unsigned int result;
  if (magnitude > 0x7F800000u) {
    result = 0x7E00u;
  } else if (magnitude >= 0x477FF000u) {  // 65520 and more
    result = 0x7C00u;
  } else if (magnitude < 0x38800000u) {  // below 2^-14: adding 0.5 leaves multiples of 2^-24, rounded by the addition
    result = bits_of(__uint_as_float(magnitude) + 0.5f) - 0x3F000000u;
  } else {
    result = (magnitude - (112u << 23) + 0x0FFFu + ((magnitude >> 13) & 1u)) >> 13;
  }
  return (unsigned short)(sign | result);
}

#if defined(ELEMENT_BFLOAT16)
struct element {
  unsigned short bits;
};
static __device__ float number(element x) {
  return bfloat16_number(x.bits);
}
static __device__ element stored(float x) {
  element rounded;
  rounded.bits = bfloat16_bits(x);
  return rounded;
}
#elif defined(ELEMENT_FLOAT16)
struct element {
  unsigned short bits;
};
static __device__ float number(element x) {
  return float16_number(x.bits);
}
static __device__ element stored(float x) {
  element rounded;
  rounded.bits = float16_bits(x);
  return rounded;
}
#else
typedef float element;
static __device__ float number(float x) {
  return x;
}
static __device__ float stored(float x) {
  return x;
}
#endif

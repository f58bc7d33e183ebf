// CUDA's built-in vector types, with their alignments.
#pragma once

#define STAND_IN_VECTORS(element, name, align2, align4)                                        \
  struct name##1 {                                                                             \
    element x;                                                                                 \
  };                                                                                           \
  struct __attribute__((aligned(align2))) name##2 {                                            \
    element x, y;                                                                              \
  };                                                                                           \
  struct name##3 {                                                                             \
    element x, y, z;                                                                           \
  };                                                                                           \
  struct __attribute__((aligned(align4))) name##4 {                                            \
    element x, y, z, w;                                                                        \
  };                                                                                           \
  inline name##1 make_##name##1(element x) { return {x}; }                                     \
  inline name##2 make_##name##2(element x, element y) { return {x, y}; }                       \
  inline name##3 make_##name##3(element x, element y, element z) { return {x, y, z}; }         \
  inline name##4 make_##name##4(element x, element y, element z, element w) { return {x, y, z, w}; }

STAND_IN_VECTORS(signed char, char, 2, 4)
STAND_IN_VECTORS(unsigned char, uchar, 2, 4)
STAND_IN_VECTORS(short, short, 4, 8)
STAND_IN_VECTORS(unsigned short, ushort, 4, 8)
STAND_IN_VECTORS(int, int, 8, 16)
STAND_IN_VECTORS(unsigned int, uint, 8, 16)
STAND_IN_VECTORS(long long, longlong, 16, 16)
STAND_IN_VECTORS(unsigned long long, ulonglong, 16, 16)
STAND_IN_VECTORS(float, float, 8, 16)
STAND_IN_VECTORS(double, double, 16, 16)

#undef STAND_IN_VECTORS

struct dim3 {
  unsigned int x = 1, y = 1, z = 1;

  dim3(unsigned int x = 1, unsigned int y = 1, unsigned int z = 1) : x(x), y(y), z(z) {}
};

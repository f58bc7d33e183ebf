// CUDA's built-in functions on numbers. Those of C (sqrtf, expf, fmaf, fmaxf, ...) come from the C library.
#pragma once

#include <math.h>

#include <cmath>
#include <cstring>
#include <type_traits>

using std::isfinite;
using std::isinf;
using std::isnan;

inline float rsqrtf(float x) { return 1.0f / sqrtf(x); }
inline double rsqrt(double x) { return 1.0 / sqrt(x); }
inline float fdividef(float x, float y) { return x / y; }
inline float __fdividef(float x, float y) { return x / y; }
inline float __fdiv_rn(float x, float y) { return x / y; }
inline float __frcp_rn(float x) { return 1.0f / x; }
inline float __frsqrt_rn(float x) { return static_cast<float>(1.0 / sqrt(static_cast<double>(x))); }
inline float __fsqrt_rn(float x) { return sqrtf(x); }
inline float __fadd_rn(float x, float y) { return x + y; }
inline float __fsub_rn(float x, float y) { return x - y; }
inline float __fmul_rn(float x, float y) { return x * y; }
inline float __fmaf_rn(float x, float y, float z) { return fmaf(x, y, z); }
inline double __dadd_rn(double x, double y) { return x + y; }
inline double __dmul_rn(double x, double y) { return x * y; }
inline float __expf(float x) { return expf(x); }
inline float __logf(float x) { return logf(x); }
inline float __saturatef(float x) { return x > 0 ? (x < 1 ? x : 1.0f) : 0.0f; }  // NaN gives 0, as on a GPU

namespace stand_ins {

template <class To, class From>
To bitsAs(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof(to));
  return to;
}

template <class First, class Second>
using Common = std::common_type_t<First, Second>;

template <class Number>
using IfNumber = std::enable_if_t<std::is_arithmetic_v<Number>, int>;

}  // namespace stand_ins

inline int __float_as_int(float x) { return stand_ins::bitsAs<int>(x); }
inline unsigned int __float_as_uint(float x) { return stand_ins::bitsAs<unsigned int>(x); }
inline float __int_as_float(int x) { return stand_ins::bitsAs<float>(x); }
inline float __uint_as_float(unsigned int x) { return stand_ins::bitsAs<float>(x); }
inline long long __double_as_longlong(double x) { return stand_ins::bitsAs<long long>(x); }
inline double __longlong_as_double(long long x) { return stand_ins::bitsAs<double>(x); }

inline int __float2int_rn(float x) { return static_cast<int>(nearbyintf(x)); }
inline int __float2int_rz(float x) { return static_cast<int>(x); }
inline float __int2float_rn(int x) { return static_cast<float>(x); }
inline int __popc(unsigned int x) { return __builtin_popcount(x); }
inline int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
inline int __clz(int x) { return x == 0 ? 32 : __builtin_clz(static_cast<unsigned int>(x)); }
inline int __ffs(int x) { return __builtin_ffs(x); }
inline unsigned int __umulhi(unsigned int x, unsigned int y) {
  return static_cast<unsigned int>((static_cast<unsigned long long>(x) * y) >> 32);
}
inline unsigned long long __umul64hi(unsigned long long x, unsigned long long y) {
  return static_cast<unsigned long long>((static_cast<unsigned __int128>(x) * y) >> 64);
}

// As CUDA's: for floating point a NaN loses against a number.
template <class First, class Second, stand_ins::IfNumber<First> = 0, stand_ins::IfNumber<Second> = 0>
stand_ins::Common<First, Second> min(First first, Second second) {
  using Number = stand_ins::Common<First, Second>;
  if constexpr (std::is_floating_point_v<Number>) {
    return std::fmin(static_cast<Number>(first), static_cast<Number>(second));
  } else {
    return static_cast<Number>(second) < static_cast<Number>(first) ? second : first;
  }
}

template <class First, class Second, stand_ins::IfNumber<First> = 0, stand_ins::IfNumber<Second> = 0>
stand_ins::Common<First, Second> max(First first, Second second) {
  using Number = stand_ins::Common<First, Second>;
  if constexpr (std::is_floating_point_v<Number>) {
    return std::fmax(static_cast<Number>(first), static_cast<Number>(second));
  } else {
    return static_cast<Number>(first) < static_cast<Number>(second) ? second : first;
  }
}

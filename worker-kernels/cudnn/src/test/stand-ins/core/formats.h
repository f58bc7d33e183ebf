// Number formats of 16 bits, and what tensor cores read of a float.
#pragma once

#include <cstdint>
#include <cstring>

namespace stand_ins {

enum class Format { float32, float16, bfloat16 };

inline size_t bytesOf(Format format) { return format == Format::float32 ? 4 : 2; }

namespace formats {

template <class To, class From>
To as(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof(to));
  return to;
}

inline uint16_t bfloat16(float value) {
  uint32_t bits = as<uint32_t>(value);
  if (value != value) {
    return static_cast<uint16_t>(bits >> 16 | 0x40);
  }
  uint32_t tieToEven = bits >> 16 & 1;
  return static_cast<uint16_t>((bits + 0x7FFF + tieToEven) >> 16);
}

}  // namespace formats

inline float load(const void* memory, size_t index, Format format) {
  if (format == Format::float32) {
    return static_cast<const float*>(memory)[index];
  }
  uint16_t bits = static_cast<const uint16_t*>(memory)[index];
  return format == Format::bfloat16 ? formats::as<float>(uint32_t(bits) << 16)
                                    : static_cast<float>(formats::as<_Float16>(bits));
}

inline void store(void* memory, size_t index, Format format, float value) {
  if (format == Format::float32) {
    static_cast<float*>(memory)[index] = value;
  } else if (format == Format::bfloat16) {
    static_cast<uint16_t*>(memory)[index] = formats::bfloat16(value);
  } else {
    static_cast<uint16_t*>(memory)[index] = formats::as<uint16_t>(static_cast<_Float16>(value));
  }
}

// The nearest number of 10 bits of fraction; of two, the larger, as the instruction cvt.rna.tf32.f32 has it.
inline float tensorFloat32(float value) {
  uint32_t bits = formats::as<uint32_t>(value);
  bool finite = (bits & 0x7F800000) != 0x7F800000;
  return finite ? formats::as<float>((bits + 0x1000) & ~uint32_t(0x1FFF)) : value;
}

}  // namespace stand_ins

// How single values lie in device memory, by cuDNN's number of their type.
#pragma once

#include <cstddef>

#include "core/formats.h"

namespace stand_ins {

constexpr int typeFloat = 0;
constexpr int typeHalf = 2;
constexpr int typeBfloat16 = 9;

inline bool isKnownType(int type) { return type == typeFloat || type == typeHalf || type == typeBfloat16; }

inline Format formatOf(int type) {
  return type == typeHalf ? Format::float16 : type == typeBfloat16 ? Format::bfloat16 : Format::float32;
}

inline size_t bytesOf(int type) { return bytesOf(formatOf(type)); }

inline float load(const void* memory, size_t index, int type) { return load(memory, index, formatOf(type)); }

inline void store(void* memory, size_t index, int type, float value) { store(memory, index, formatOf(type), value); }

}  // namespace stand_ins

// cuBLASLt: nothing of it is called; the bindings of cuBLAS just need the library to be there.
#include <cstddef>

#include "core/controls.h"

EXPORTED size_t cublasLtGetVersion() { return 130200; }

#pragma once

#include "kernel/entry.h"

namespace stand_ins {

// Threads of a block on stacks of their own, which take turns. Only one block runs at a time in the process (streams
// run one piece of work at a time).
const Fibres& fibres();

}  // namespace stand_ins

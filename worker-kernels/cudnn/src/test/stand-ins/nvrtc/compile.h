#pragma once

#include <string>
#include <vector>

namespace stand_ins {

struct Compiled {
  bool succeeded;
  std::string sharedObject;  // its path
  std::string log;           // of the compiler
};

// Compiles C++ that translate() made, with macros given as -DNAME=VALUE. The result is kept beside the stand-ins, by
// the hash of all that it depends on, and found there by later calls and processes.
Compiled compile(const std::string& translated, const std::vector<std::string>& macros);

}  // namespace stand_ins

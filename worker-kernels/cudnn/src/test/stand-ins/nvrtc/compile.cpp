#include "nvrtc/compile.h"

#include <dlfcn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace stand_ins {

namespace {

// The folder that holds this library, and with it the headers for kernels. It is named by the hash of the stand-ins'
// sources and of the compiler, so that kernels kept below it depend on nothing else.
std::string ownFolder() {
  Dl_info info;
  dladdr(reinterpret_cast<void*>(&ownFolder), &info);
  std::string path = info.dli_fname;  // absolute, as Java loads it
  return path.substr(0, path.rfind('/'));
}

// Fowler, Noll and Vo's hash (FNV-1a) from a given start.
uint64_t hash(const std::string& text, uint64_t start) {
  uint64_t result = start;
  for (unsigned char c : text) {
    result = (result ^ c) * 0x100000001b3ull;
  }
  return result;
}

std::string nameOf(const std::string& text) {
  char name[40];
  std::snprintf(name, sizeof(name), "%016llx%016llx",
                static_cast<unsigned long long>(hash(text, 0xcbf29ce484222325ull)),
                static_cast<unsigned long long>(hash(text, 0x9e3779b97f4a7c15ull)));
  return name;
}

// The text as one word for the shell.
std::string shellWord(const std::string& text) {
  std::string result = "'";
  for (char c : text) {
    result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return result + "'";
}

// What a command wrote to both its outputs, and whether it ended well.
Compiled runCommand(const std::string& command) {
  Compiled result{false, "", ""};
  FILE* output = popen((command + " 2>&1").c_str(), "r");
  if (output == nullptr) {
    result.log = "the compiler could not be started\n";
    return result;
  }
  std::array<char, 4096> part;
  for (size_t count; (count = fread(part.data(), 1, part.size(), output)) > 0;) {
    result.log.append(part.data(), count);
  }
  int status = pclose(output);
  result.succeeded = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return result;
}

// A path that no other thread or process writes.
std::string temporary(const std::string& folder) {
  static std::atomic<int> count{0};
  return folder + "/new-" + std::to_string(getpid()) + "-" + std::to_string(count++);
}

}  // namespace

Compiled compile(const std::string& translated, const std::vector<std::string>& macros) {
  std::string options;
  for (const std::string& macro : macros) {
    options += " " + shellWord(macro);
  }
  std::string folder = ownFolder() + "/kernels";
  mkdir(folder.c_str(), 0777);  // it may be there already
  std::string result = folder + "/" + nameOf(translated + options) + ".so";
  if (access(result.c_str(), R_OK) == 0) {
    return Compiled{true, result, ""};
  }
  std::string work = temporary(folder);
  std::string source = work + ".cpp";
  std::string object = work + ".so";
  std::ofstream(source) << translated;
  // -ffp-contract=off: results do not depend on whether the CPU multiplies and adds at once.
  Compiled compiled = runCommand(
      "nice g++ -O2 -std=c++17 -ffp-contract=off -fPIC -shared -fvisibility=hidden -fno-strict-aliasing -w -I " +
      shellWord(ownFolder()) + options + " -o " + shellWord(object) + " " + shellWord(source));
  std::remove(source.c_str());
  if (compiled.succeeded) {
    std::rename(object.c_str(), result.c_str());  // whole or not there, whoever else compiles the same
    compiled.sharedObject = result;
  }
  return compiled;
}

}  // namespace stand_ins

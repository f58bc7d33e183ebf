// NVRTC: programs are compiled for the CPU; the "cubin" is a text that names the shared object.
#include <algorithm>
#include <cstring>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/controls.h"
#include "nvrtc/compile.h"
#include "nvrtc/pattern.h"
#include "nvrtc/translate.h"

using namespace stand_ins;

namespace {

enum Result : int { success = 0, invalidInput = 3, invalidProgram = 4, invalidOption = 5, compilationError = 6 };

// Those of CUDA 13.1, lowest first.
constexpr int architectures[] = {75, 80, 86, 87, 88, 89, 90, 100, 103, 110, 120, 121};

struct Program {
  std::string source;
  std::string name;
  std::string image;  // with its NUL
  std::string log;
};

// The options that the stand-in knows; of these it heeds macros and the architecture.
bool isKnown(const std::string& option) {
  static const Pattern known(
      "^((--gpu-architecture|-arch)=(sm|compute)_[0-9]+a?|(--std|-std)=c[+][+](11|14|17|20)|"
      "(--fmad|-fmad|--ftz|-ftz|--prec-sqrt|-prec-sqrt|--prec-div|-prec-div)=(true|false)|--use_fast_math|"
      "-use_fast_math|--extra-device-vectorization|-extra-device-vectorization|--generate-line-info|-lineinfo|"
      "--restrict|-restrict|--device-as-default-execution-space|-default-device|(--maxrregcount|-maxrregcount)=[0-9]+|"
      "(--define-macro=|-D)\\w+(=.*)?)$");
  return known.find(option);
}

// As g++ wants a macro; empty for other options.
std::string macroOf(const std::string& option) {
  static const Pattern macro("^(--define-macro=|-D)(.*)$");
  std::vector<std::string> parts;
  return macro.find(option, &parts) ? "-D" + parts[2] : "";
}

bool namesRealArchitecture(const std::string& option) {
  static const Pattern real("^(--gpu-architecture|-arch)=sm_");
  return real.find(option);
}

Result translateAndCompile(Program& program, const std::vector<std::string>& macros, bool realArchitecture) {
  try {
    Compiled compiled = compile(translate(program.source, program.name), macros);
    program.log = compiled.log;
    if (!compiled.succeeded) {
      return compilationError;
    }
    if (realArchitecture) {  // for a virtual one there is only PTX
      program.image = "CUDA STAND-IN KERNELS " + compiled.sharedObject + '\0';
    }
    return success;
  } catch (const std::invalid_argument& error) {
    program.log = error.what();
    return compilationError;
  }
}

Result copyOut(const std::string& text, char* to) {
  if (to == nullptr) {
    return invalidInput;
  }
  std::memcpy(to, text.data(), text.size());
  return success;
}

}  // namespace

EXPORTED int nvrtcVersion(int* major, int* minor) {
  STAND_IN_CALL();
  if (major == nullptr || minor == nullptr) {
    return invalidInput;
  }
  *major = static_cast<int>(answerTo("nvrtc major", 13));
  *minor = 1;
  return success;
}

EXPORTED int nvrtcGetNumSupportedArchs(int* count) {
  STAND_IN_CALL();
  if (count == nullptr) {
    return invalidInput;
  }
  *count = static_cast<int>(sizeof(architectures) / sizeof(architectures[0]));
  return success;
}

EXPORTED int nvrtcGetSupportedArchs(int* numbers) {
  STAND_IN_CALL();
  if (numbers == nullptr) {
    return invalidInput;
  }
  std::copy(std::begin(architectures), std::end(architectures), numbers);
  return success;
}

EXPORTED int nvrtcCreateProgram(Program** program, const char* source, const char* name, int headerCount,
                                const char* const* headers, const char* const* headerNames) {
  STAND_IN_CALL();
  (void)headers;
  (void)headerNames;
  if (program == nullptr || source == nullptr || headerCount != 0) {  // given headers are not supported here
    return invalidInput;
  }
  *program = new Program{source, name == nullptr || *name == '\0' ? "default_program" : name, "", ""};
  return success;
}

EXPORTED int nvrtcCompileProgram(Program* program, int optionCount, const char* const* options) {
  STAND_IN_CALL();
  if (program == nullptr) {
    return invalidProgram;
  }
  std::vector<std::string> macros;
  bool realArchitecture = false;
  for (int i = 0; i < optionCount; i++) {
    std::string option = options[i];
    if (!isKnown(option)) {
      program->log = "error: unrecognized option " + option + " found\n";
      return invalidOption;
    }
    if (std::string macro = macroOf(option); !macro.empty()) {
      macros.push_back(macro);
    }
    realArchitecture |= namesRealArchitecture(option);
  }
  return translateAndCompile(*program, macros, realArchitecture);
}

EXPORTED int nvrtcGetCUBINSize(Program* program, size_t* bytes) {
  STAND_IN_CALL();
  if (program == nullptr) {
    return invalidProgram;
  }
  if (bytes == nullptr) {
    return invalidInput;
  }
  *bytes = program->image.size();
  return success;
}

EXPORTED int nvrtcGetCUBIN(Program* program, char* cubin) {
  STAND_IN_CALL();
  if (program == nullptr || program->image.empty()) {
    return invalidProgram;
  }
  return copyOut(program->image, cubin);
}

EXPORTED int nvrtcGetProgramLogSize(Program* program, size_t* bytes) {
  STAND_IN_CALL();
  if (program == nullptr) {
    return invalidProgram;
  }
  if (bytes == nullptr) {
    return invalidInput;
  }
  *bytes = program->log.size() + 1;
  return success;
}

EXPORTED int nvrtcGetProgramLog(Program* program, char* log) {
  STAND_IN_CALL();
  return program == nullptr ? invalidProgram : copyOut(program->log + '\0', log);
}

EXPORTED int nvrtcDestroyProgram(Program** program) {
  STAND_IN_CALL();
  if (program == nullptr || *program == nullptr) {
    return invalidProgram;
  }
  delete *program;
  *program = nullptr;
  return success;
}

EXPORTED const char* nvrtcGetErrorString(int result) {
  static const char* const names[] = {"NVRTC_SUCCESS",
                                      "NVRTC_ERROR_OUT_OF_MEMORY",
                                      "NVRTC_ERROR_PROGRAM_CREATION_FAILURE",
                                      "NVRTC_ERROR_INVALID_INPUT",
                                      "NVRTC_ERROR_INVALID_PROGRAM",
                                      "NVRTC_ERROR_INVALID_OPTION",
                                      "NVRTC_ERROR_COMPILATION",
                                      "NVRTC_ERROR_BUILTIN_OPERATION_FAILURE",
                                      "NVRTC_ERROR_NO_NAME_EXPRESSIONS_AFTER_COMPILATION",
                                      "NVRTC_ERROR_NO_LOWERED_NAMES_BEFORE_COMPILATION",
                                      "NVRTC_ERROR_NAME_EXPRESSION_NOT_VALID",
                                      "NVRTC_ERROR_INTERNAL_ERROR"};
  bool known = result >= 0 && result < static_cast<int>(sizeof(names) / sizeof(names[0]));
  return known ? names[result] : "NVRTC_ERROR unknown";
}

#include "nvrtc/translate.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <vector>

#include "nvrtc/pattern.h"

namespace stand_ins {

namespace {

// Where a __global__ or __device__ function stands in the text.
struct Definition {
  std::string name;
  bool isKernel;
  std::string body;
  bool waits;  // its threads wait for each other, or should (they share memory), itself or in what it calls
};

[[noreturn]] void refuse(const std::string& name, const std::string& text, size_t at, const std::string& why) {
  auto line = 1 + std::count(text.begin(), text.begin() + static_cast<long>(std::min(at, text.size())), '\n');
  throw std::invalid_argument(name + "(" + std::to_string(line) + "): error (CPU stand-in): " + why + "\n");
}

// Blanks text from one place to another, save for line ends.
void blank(std::string& text, size_t from, size_t to) {
  for (size_t i = from; i < std::min(to, text.size()); i++) {
    if (text[i] != '\n') {
      text[i] = ' ';
    }
  }
}

// Where the character or string literal that starts there ends.
size_t endOfLiteral(const std::string& text, size_t start) {
  size_t i = start + 1;
  while (i < text.size() && text[i] != text[start] && text[i] != '\n') {
    i += text[i] == '\\' ? 2 : 1;
  }
  return i + 1;
}

// The source without comments and without what stands in literals (but "C"), each character in its place.
std::string withoutComments(const std::string& source) {
  std::string text = source;
  for (size_t i = 0; i < text.size();) {
    size_t end = i + 1;
    if (text.compare(i, 2, "//") == 0) {
      end = std::min(text.find('\n', i), text.size());
      blank(text, i, end);
    } else if (text.compare(i, 2, "/*") == 0) {
      size_t close = text.find("*/", i + 2);
      end = close == std::string::npos ? text.size() : close + 2;
      blank(text, i, end);
    } else if (text[i] == '"' || text[i] == '\'') {
      end = endOfLiteral(text, i);
      if (text.compare(i, 3, "\"C\"") != 0) {
        blank(text, i + 1, end - 1);
      }
    }
    i = end;
  }
  return text;
}

// Behind the bracket that closes the one that stands there.
size_t behindClosing(const std::string& text, size_t open, char opening, char closing) {
  int depth = 0;
  for (size_t i = open; i < text.size(); i++) {
    depth += text[i] == opening ? 1 : text[i] == closing ? -1 : 0;
    if (depth == 0) {
      return i + 1;
    }
  }
  return std::string::npos;
}

bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// The next place of a whole word.
size_t findWord(const std::string& text, const std::string& word, size_t from) {
  for (size_t at = text.find(word, from); at != std::string::npos; at = text.find(word, at + 1)) {
    bool starts = at == 0 || !isWord(text[at - 1]);
    bool ends = at + word.size() >= text.size() || !isWord(text[at + word.size()]);
    if (starts && ends) {
      return at;
    }
  }
  return std::string::npos;
}

bool holdsWait(const std::string& text) {
  static const Pattern waiting("\\b__(sync|shfl|ballot|any|all|shared__)");
  return waiting.find(text);
}

// Reads "name(parameters) { body }" behind a qualifier; false if what stands there is no such definition.
bool readDefinition(const std::string& text, size_t from, Definition& definition) {
  size_t i = from;
  while (true) {
    size_t open = text.find_first_of("({;=", i);
    if (open == std::string::npos || text[open] != '(') {
      return false;
    }
    size_t end = open;
    while (end > from && std::isspace(static_cast<unsigned char>(text[end - 1]))) {
      end--;
    }
    size_t start = end;
    while (start > from && isWord(text[start - 1])) {
      start--;
    }
    definition.name = text.substr(start, end - start);
    i = behindClosing(text, open, '(', ')');
    if (i == std::string::npos) {
      return false;
    }
    if (definition.name != "__launch_bounds__" && definition.name != "__align__") {
      break;
    }
  }
  size_t brace = text.find_first_of("{;", i);
  if (brace == std::string::npos || text[brace] != '{' || definition.name.empty()) {
    return false;
  }
  size_t end = behindClosing(text, brace, '{', '}');
  definition.body = text.substr(brace, end == std::string::npos ? end : end - brace);
  definition.waits = holdsWait(definition.body);
  return true;
}

void requireLinkageC(const std::string& name, const std::string& text, size_t at) {
  static const Pattern linkage("extern\\s*\"C\"\\s*$");
  size_t from = at < 64 ? 0 : at - 64;
  if (!linkage.find(text.substr(from, at - from))) {
    refuse(name, text, at, "only kernels written as extern \"C\" __global__ void name(...) are understood");
  }
}

std::vector<Definition> definitions(const std::string& text, const std::string& name, const std::string& qualifier) {
  std::vector<Definition> result;
  bool kernels = qualifier == "__global__";
  for (size_t at = findWord(text, qualifier, 0); at != std::string::npos; at = findWord(text, qualifier, at + 1)) {
    Definition definition{"", kernels, "", false};
    bool understood = readDefinition(text, at + qualifier.size(), definition);
    if (kernels) {
      requireLinkageC(name, text, at);
      if (!understood) {
        refuse(name, text, at, "this kernel's definition is not understood");
      }
    }
    if (understood) {
      result.push_back(definition);
    }
  }
  return result;
}

// Passes on to callers that what they call waits. A macro that waits counts for every function.
void spreadWaiting(const std::string& text, std::vector<Definition>& all) {
  static const Pattern macro("#\\s*define\\b(\\\\\n|[^\n])*\\b__(sync|shfl|ballot|any|all)");
  bool everywhere = macro.find(text);
  bool changed = true;
  while (changed) {
    changed = false;
    for (Definition& caller : all) {
      for (const Definition& called : all) {
        bool spreads = everywhere || (called.waits && findWord(caller.body, called.name, 0) != std::string::npos);
        changed |= spreads && !caller.waits;
        caller.waits |= spreads;
      }
    }
  }
}

// `extern __shared__ float name[];` means memory whose size the launch gives; it becomes a pointer.
std::string withDynamicShared(const std::string& source) {
  static const Pattern declaration(
      "extern\\s+__shared__\\s+(__align__\\s*\\(\\s*[0-9]+\\s*\\)\\s*)?"
      "([A-Za-z_][A-Za-z0-9_ ]*)\\s+(\\w+)\\s*\\[\\s*\\]\\s*;");
  std::string result;
  std::string rest = source;
  std::vector<std::string> parts;
  for (size_t at; declaration.find(rest, &parts, &at); rest = rest.substr(at + parts[0].size())) {
    const std::string& type = parts[2];
    result += rest.substr(0, at) + type + "* const " + parts[3] + " = reinterpret_cast<" + type +
              "*>(stand_ins::dynamicSharedMemory);";
  }
  return result + rest;
}

}  // namespace

std::string translate(const std::string& source, const std::string& name) {
  std::string text = withoutComments(source);
  std::vector<Definition> all = definitions(text, name, "__global__");
  std::vector<Definition> helpers = definitions(text, name, "__device__");
  all.insert(all.end(), helpers.begin(), helpers.end());
  spreadWaiting(text, all);
  std::string result = "#include \"kernel/cuda_on_cpu.h\"\n#line 1 \"" + name + "\"\n" + withDynamicShared(source) +
                       "\n#include \"kernel/launch.h\"\n";
  for (const Definition& definition : all) {
    if (definition.isKernel) {
      result += "STAND_IN_KERNEL(" + definition.name + ", " + (definition.waits ? "true" : "false") + ")\n";
    }
  }
  return result;
}

}  // namespace stand_ins

#pragma once

#include <regex.h>

#include <string>
#include <vector>

namespace stand_ins {

// A POSIX extended regular expression with the C library's \b, \s and \w. (<regex> compiles slowly and recurses
// deeply.)
class Pattern {
 public:
  explicit Pattern(const char* expression) { regcomp(&compiled, expression, REG_EXTENDED); }
  Pattern(const Pattern&) = delete;
  ~Pattern() { regfree(&compiled); }

  // Whether it occurs; parts become the whole match and its groups.
  bool find(const std::string& text, std::vector<std::string>* parts = nullptr, size_t* at = nullptr) const {
    std::vector<regmatch_t> groups(compiled.re_nsub + 1);
    if (regexec(&compiled, text.c_str(), groups.size(), groups.data(), 0) != 0) {
      return false;
    }
    if (at != nullptr) {
      *at = static_cast<size_t>(groups[0].rm_so);
    }
    if (parts != nullptr) {
      parts->clear();
      for (const regmatch_t& group : groups) {
        bool there = group.rm_so >= 0;
        parts->push_back(there ? text.substr(group.rm_so, group.rm_eo - group.rm_so) : "");
      }
    }
    return true;
  }

 private:
  regex_t compiled;
};

}  // namespace stand_ins

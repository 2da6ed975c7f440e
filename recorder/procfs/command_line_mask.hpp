#pragma once

#include <string>
#include <string_view>

namespace tidemark {

// Puts kMaskedWord in place of what arguments of a command line hold that nobody else is to read:
//
// - the value of NAME=VALUE, with or without dashes before it, and the word behind the option NAME, unless that begins
//   with a dash, where one of NAME's words is password, passwd, secret, token, key, auth or credential. Words are whole
//   ones, as dashes, underscores, dots and capitals part them: api.key, DB_PASSWORD and authToken, not monkey or tokens;
// - the value of such a name in a header or in JSON: "X-Api-Key: VALUE", {"password": "VALUE"};
// - the word behind Bearer or Basic;
// - what stands before the @ in the authority of a URL.
//
// That holds within an argument as well: of a script behind sh -c, or a title that a process gave itself. There a value
// ends with its quotes, or with the word. Where an argument begins with NAME= all of it is the value.
//
// Cost  one pass, about 10 ns a byte
class CommandLineMask {
 public:
  // Returns the argument as it may be recorded. Arguments come in their order, from the first on.
  [[nodiscard]] std::string mask(std::string_view argument);

 private:
  enum class Next { kOpen, kHiddenUnlessOption, kHidden };

  class Text;

  Next next_ = Next::kOpen;
};

}  // namespace tidemark

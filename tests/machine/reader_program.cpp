#include <string_view>

#include "machine/linux/reader.h"

/// The reader of the tests, as the program itself would be called.
int main(int count, char** words) {
  if (count == 2 && std::string_view(words[1]) == "internal-reader") return digue::machine::serve_files(0);
  return 64;
}

#include <string_view>

#include "machine/linux/reader.h"
#include "machine/linux/writer.h"

/// The reader of the tests, as the program itself would be called.
int main(int count, char** words) {
  if (count == 2 && std::string_view(words[1]) == "internal-reader") return digue::machine::serve_files(0);
  if (count == 2 && std::string_view(words[1]) == "internal-writer") return digue::machine::serve_writes(0);
  return 64;
}

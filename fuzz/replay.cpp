// Drives a fuzz target without libFuzzer: every file of the corpus, then mutations of them from a fixed seed, so that a
// failure comes back.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Input = std::vector<std::uint8_t>;

constexpr int mutations_of_each = 2'000;

std::vector<Input> corpus_in(const std::filesystem::path& folder) {
  std::vector<Input> corpus = {Input()};
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return corpus;
}

/// Flips, cuts, doubles or overwrites a few places.
void mutate(Input& input, std::mt19937& random) {
  const auto below = [&](std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end)(random); };
  for (std::size_t left = 1 + below(3); left > 0; --left) {
    const std::size_t at = below(input.size());
    switch (below(4)) {
      case 0: input.resize(at); break;
      case 1:
        input.insert(input.begin() + static_cast<std::ptrdiff_t>(at), static_cast<std::uint8_t>(below(255)));
        break;
      case 2: {
        const Input head(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(at, 64)));
        input.insert(input.end(), head.begin(), head.end());
        break;
      }
      default:
        if (at < input.size()) input[at] ^= static_cast<std::uint8_t>(1U << below(7));
    }
  }
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) return 2;
  std::mt19937 random(20261124);
  const std::vector<Input> corpus = corpus_in(words[1]);
  for (const Input& seed : corpus) {
    LLVMFuzzerTestOneInput(seed.data(), seed.size());
    for (int i = 0; i < mutations_of_each; ++i) {
      Input input = seed;
      mutate(input, random);
      LLVMFuzzerTestOneInput(input.data(), input.size());
    }
  }
  std::printf("%zu seeds, %d mutations of each\n", corpus.size(), mutations_of_each);
  return corpus.size() > 1 ? 0 : 1;
}

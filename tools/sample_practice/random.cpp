#include "sample_practice/random.h"

namespace digue::sample {

Random::Random(std::uint64_t seed, std::string_view label) {
  std::uint64_t mixed = 0xcbf29ce484222325;
  for (const char c : label) mixed = (mixed ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  mixed ^= seed * 0x9e3779b97f4a7c15;
  for (std::uint64_t& word : state_) {
    mixed += 0x9e3779b97f4a7c15;
    std::uint64_t value = mixed;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    word = value ^ (value >> 31);
  }
}

}  // namespace digue::sample

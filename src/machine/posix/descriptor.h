#pragma once

#include <utility>

namespace digue::machine::posix {

/// An open file descriptor that closes itself; -1 is none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  void close();
  /// It stays open, and belongs to the caller from now on.
  int release() { return std::exchange(number_, -1); }

 private:
  int number_ = -1;
};

/// The two ends of a pipe (read from the first) or of a socket pair.
struct DescriptorPair {
  Descriptor first;
  Descriptor second;
};

}  // namespace digue::machine::posix

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "crypto/openssl.h"
#include "crypto/sha256_lanes.h"

namespace digue::crypto {

namespace {

// FIPS 180-4, 5.3.3.
constexpr std::array<std::uint32_t, 8> initial_state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

template <typename Number>
void put_big_endian(Number number, std::byte* to) {
  for (std::size_t i = sizeof number; i-- > 0; number = static_cast<Number>(number >> 8)) {
    to[i] = static_cast<std::byte>(number);
  }
}

void write_hash(const std::array<std::uint32_t, 8>& state, Sha256& hash) {
  for (std::size_t i = 0; i < state.size(); ++i) put_big_endian(state[i], hash.data() + i * sizeof(std::uint32_t));
}

/// What stands behind the whole blocks of a message: its last bytes and the padding (FIPS 180-4, 5.1.1).
struct Ending {
  std::array<std::byte, 2 * sha256_block_bytes> bytes = {};
  std::size_t blocks = 0;

  explicit Ending(ByteView message) {
    const ByteView last = message.last(message.size() % sha256_block_bytes);
    std::ranges::copy(last, bytes.begin());
    bytes[last.size()] = std::byte{0x80};
    const std::size_t needed = last.size() + 1 + sizeof(std::uint64_t);
    blocks = needed > sha256_block_bytes ? 2 : 1;
    const std::size_t end = blocks * sha256_block_bytes;
    put_big_endian(std::uint64_t{message.size()} * 8, bytes.data() + end - sizeof(std::uint64_t));
  }
};

/// The message in a lane: which it is, and how far it is from its next turn.
struct Passenger {
  std::size_t message = 0;
  std::size_t blocks = 0;  ///< that are left of the message, then of its ending
  bool is_ending = false;
};

/// Keeps every lane of a kernel busy: the one that is done with a message takes the next.
class Lanes {
 public:
  Lanes(std::span<const ByteView> contents, std::span<Sha256> hashes) : contents_(contents), hashes_(hashes) {
    endings_.reserve(contents.size());
    for (const ByteView& content : contents) endings_.emplace_back(content);
    // The longest first: what is left over when the lanes run out of messages is short then.
    waiting_.resize(contents.size());
    std::iota(waiting_.begin(), waiting_.end(), std::size_t{0});
    std::ranges::sort(waiting_, {}, [&](std::size_t message) { return contents[message].size(); });
  }

  void run(const Sha256Kernel& kernel) {
    while (lanes_.size() < kernel.max_lanes && !waiting_.empty()) {
      lanes_.emplace_back();
      passengers_.emplace_back();
      board(lanes_.size() - 1);
    }
    while (!lanes_.empty()) {
      const std::size_t blocks = std::ranges::min(passengers_, {}, &Passenger::blocks).blocks;
      kernel.compress(lanes_, blocks);
      for (std::size_t lane = lanes_.size(); lane-- > 0;) {
        passengers_[lane].blocks -= blocks;
        if (passengers_[lane].blocks == 0) turn(lane);
      }
    }
  }

 private:
  void board(std::size_t lane) {
    const std::size_t message = waiting_.back();
    waiting_.pop_back();
    lanes_[lane] = {initial_state, contents_[message].data()};
    passengers_[lane] = {message, contents_[message].size() / sha256_block_bytes, false};
    if (passengers_[lane].blocks == 0) turn(lane);
  }

  void turn(std::size_t lane) {
    Passenger& passenger = passengers_[lane];
    if (!passenger.is_ending) {
      const Ending& ending = endings_[passenger.message];
      passenger.blocks = ending.blocks;
      passenger.is_ending = true;
      lanes_[lane].next = ending.bytes.data();
      return;
    }
    write_hash(lanes_[lane].state, hashes_[passenger.message]);
    if (!waiting_.empty()) {
      board(lane);
      return;
    }
    std::swap(lanes_[lane], lanes_.back());
    std::swap(passengers_[lane], passengers_.back());
    lanes_.pop_back();
    passengers_.pop_back();
  }

  std::span<const ByteView> contents_;
  std::span<Sha256> hashes_;
  std::vector<Ending> endings_;
  std::vector<std::size_t> waiting_;
  std::vector<Sha256Lane> lanes_;
  std::vector<Passenger> passengers_;
};

}  // namespace

void sha256_each_with(const Sha256Kernel& kernel, std::span<const ByteView> contents, std::span<Sha256> hashes) {
  must_succeed(contents.size() == hashes.size());
  Lanes(contents, hashes).run(kernel);
}

void sha256_one_by_one(std::span<const ByteView> contents, std::span<Sha256> hashes) {
  must_succeed(contents.size() == hashes.size());
  std::ranges::transform(contents, hashes.begin(), sha256);
}

void sha256_each(std::span<const ByteView> contents, std::span<Sha256> hashes) {
  const std::span<const Sha256Kernel> kernels = sha256_kernels();
  if (kernels.empty() || contents.size() < kernels.front().min_messages) {
    sha256_one_by_one(contents, hashes);
  } else {
    sha256_each_with(kernels.front(), contents, hashes);
  }
}

}  // namespace digue::crypto

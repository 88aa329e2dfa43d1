#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "crypto/openssl.h"
#include "crypto/sha256_ending.h"
#include "crypto/sha256_lanes.h"

namespace digue::crypto {

namespace {

/// The message in a lane: which it is, and how far it is from its next turn.
struct Passenger {
  std::size_t message = 0;  ///< as many as there are messages: the stream
  std::size_t blocks = 0;   ///< that are left of the message, then of its ending
  bool is_ending = false;
};

/// Keeps every lane of a kernel busy: the one that is done with a message takes the next.
class Lanes {
 public:
  Lanes(std::span<const ByteView> contents, std::span<Sha256> hashes) : contents_(contents), hashes_(hashes) {
    endings_.reserve(contents.size());
    for (const ByteView& content : contents) {
      endings_.emplace_back(content.last(content.size() % sha256_block_bytes), content.size());
    }
    // The longest first: what is left over when the lanes run out of messages is short then.
    waiting_.resize(contents.size());
    std::iota(waiting_.begin(), waiting_.end(), std::size_t{0});
    std::ranges::sort(waiting_, {}, [&](std::size_t message) { return contents[message].size(); });
  }

  /// These blocks of a stream go along. `stream` and what it points to must outlive the run.
  void add(Sha256Lane& stream, std::size_t blocks) {
    stream_ = &stream;
    lanes_.push_back(stream);
    passengers_.push_back({contents_.size(), blocks, false});
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
    lanes_[lane] = {sha256_initial_state, contents_[message].data()};
    passengers_[lane] = {message, contents_[message].size() / sha256_block_bytes, false};
    if (passengers_[lane].blocks == 0) turn(lane);
  }

  void turn(std::size_t lane) {
    Passenger& passenger = passengers_[lane];
    const bool is_stream = passenger.message == contents_.size();
    if (is_stream) *stream_ = lanes_[lane];
    if (!is_stream && !passenger.is_ending) {
      const Sha256Ending& ending = endings_[passenger.message];
      passenger.blocks = ending.blocks;
      passenger.is_ending = true;
      lanes_[lane].next = ending.bytes.data();
      return;
    }
    if (!is_stream) hashes_[passenger.message] = sha256_of(lanes_[lane].state);
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
  std::vector<Sha256Ending> endings_;
  std::vector<std::size_t> waiting_;
  std::vector<Sha256Lane> lanes_;
  std::vector<Passenger> passengers_;
  Sha256Lane* stream_ = nullptr;
};

}  // namespace

void sha256_each_with(const Sha256Kernel& kernel, std::span<const ByteView> contents, std::span<Sha256> hashes) {
  must_succeed(contents.size() == hashes.size());
  Lanes(contents, hashes).run(kernel);
}

void sha256_each_with(const Sha256Kernel& kernel, std::span<const ByteView> contents, std::span<Sha256> hashes,
                      Sha256Lane& stream, std::size_t blocks) {
  must_succeed(contents.size() == hashes.size());
  Lanes lanes(contents, hashes);
  if (blocks > 0) lanes.add(stream, blocks);
  lanes.run(kernel);
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

#include <openssl/evp.h>

#include "crypto/openssl.h"
#include "crypto/sha256_ending.h"

namespace digue::crypto {

namespace {

/// A kernel that is no slower than OpenSSL with a single stream.
const Sha256Kernel* kernel_for_one() {
  const std::span<const Sha256Kernel> kernels = sha256_kernels();
  return !kernels.empty() && kernels.front().min_messages <= 1 ? &kernels.front() : nullptr;
}

}  // namespace

struct Sha256Stream::Context {
  const Sha256Kernel* kernel = kernel_for_one();
  Owned<EVP_MD_CTX, EVP_MD_CTX_free> digest;  ///< without a kernel
  Sha256Lane lane = {sha256_initial_state, nullptr};
  std::array<std::byte, sha256_block_bytes> last = {};  ///< the beginning of a block
  std::size_t last_bytes = 0;
  std::uint64_t bytes = 0;

  Context() {
    if (kernel != nullptr) return;
    digest.reset(EVP_MD_CTX_new());
    must_succeed(digest != nullptr);
    must_succeed(EVP_DigestInit_ex2(digest.get(), EVP_sha256(), nullptr) == 1);
  }

  void compress(const std::byte* blocks, std::size_t count) {
    lane.next = blocks;
    kernel->compress({&lane, 1}, count);
  }

  void add(ByteView part) {
    if (kernel == nullptr) {
      must_succeed(EVP_DigestUpdate(digest.get(), part.data(), part.size()) == 1);
      return;
    }
    const ByteView whole = begin(part);
    if (!whole.empty()) compress(whole.data(), whole.size() / sha256_block_bytes);
  }

  /// Completes the block that was begun, begins another with the end of `part`, and returns the whole blocks between
  /// them, which are not in the state yet.
  ByteView begin(ByteView part) {
    bytes += part.size();
    if (last_bytes > 0) {
      const ByteView completing = part.first(std::min(part.size(), sha256_block_bytes - last_bytes));
      keep(completing);
      part = part.subspan(completing.size());
      if (last_bytes < sha256_block_bytes) return {};
      compress(last.data(), 1);
      last_bytes = 0;
    }
    keep(part.last(part.size() % sha256_block_bytes));
    return part.first(part.size() - last_bytes);
  }

  void keep(ByteView more) {
    std::ranges::copy(more, last.begin() + static_cast<std::ptrdiff_t>(last_bytes));
    last_bytes += more.size();
  }
};

Sha256Stream::Sha256Stream() : context_(std::make_unique<Context>()) {}
Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;
Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::add(ByteView part) { context_->add(part); }

Sha256 Sha256Stream::finish() {
  Context& context = *context_;
  if (context.kernel == nullptr) {
    Sha256 hash;
    must_succeed(EVP_DigestFinal_ex(context.digest.get(), raw_out(hash), nullptr) == 1);
    return hash;
  }
  const Sha256Ending ending(ByteView(context.last).first(context.last_bytes), context.bytes);
  context.compress(ending.bytes.data(), ending.blocks);
  return sha256_of(context.lane.state);
}

void sha256_each(std::span<const ByteView> contents, std::span<Sha256> hashes, Sha256Stream& stream, ByteView part) {
  Sha256Stream::Context& context = *stream.context_;
  if (context.kernel == nullptr) {
    context.add(part);
    sha256_each(contents, hashes);
    return;
  }
  const ByteView whole = context.begin(part);
  context.lane.next = whole.data();
  sha256_each_with(*context.kernel, contents, hashes, context.lane, whole.size() / sha256_block_bytes);
}

}  // namespace digue::crypto

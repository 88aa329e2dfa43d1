#include "crypto/seal.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <limits>

#include "crypto/hash.h"
#include "crypto/openssl.h"
#include "crypto/random.h"

namespace digue::crypto {

namespace {

constexpr std::size_t iv_bytes = 16;
constexpr std::size_t mac_bytes = 16;
constexpr std::size_t aes256_bytes = 32;
constexpr std::size_t mac_k_bytes = 16;
constexpr std::size_t mac_r_bytes = 16;
static_assert(iv_bytes + mac_bytes == seal_overhead);
static_assert(aes256_bytes + mac_k_bytes + mac_r_bytes == seal_key_bytes);

// OpenSSL counts in int. A multiple of the block, so that the counter goes on where it was.
constexpr std::size_t bytes_of_one_call = std::size_t{1} << 30;
static_assert(bytes_of_one_call < std::numeric_limits<int>::max());

using CipherContext = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using MacContext = Owned<EVP_MAC_CTX, EVP_MAC_CTX_free>;
using Block = std::array<std::byte, 16>;

bool is_zero(ByteView bytes) {
  return std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{0}; });
}

CipherContext encryptor(const char* name, ByteView key) {
  const Owned<EVP_CIPHER, EVP_CIPHER_free> cipher(EVP_CIPHER_fetch(nullptr, name, nullptr));
  CipherContext context(EVP_CIPHER_CTX_new());
  must_succeed(cipher && context);
  must_succeed(EVP_EncryptInit_ex2(context.get(), cipher.get(), raw(key), nullptr, nullptr) == 1);
  must_succeed(EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1);
  return context;
}

MacContext poly1305() {
  const Owned<EVP_MAC, EVP_MAC_free> mac(EVP_MAC_fetch(nullptr, "POLY1305", nullptr));
  must_succeed(mac != nullptr);
  MacContext context(EVP_MAC_CTX_new(mac.get()));
  must_succeed(context != nullptr);
  return context;
}

}  // namespace

struct Sealer::Contexts {
  CipherContext text;
  CipherContext nonce;
  MacContext mac;
  // r and, behind it, s of the message at hand. OpenSSL clamps r whenever it is used: old repositories hold it clamped,
  // newer ones do not.
  std::array<std::byte, mac_r_bytes + sizeof(Block)> one_time_key = {};

  Contexts(ByteView aes_key, ByteView k, ByteView r)
      : text(encryptor("AES-256-CTR", aes_key)), nonce(encryptor("AES-128-ECB", k)), mac(poly1305()) {
    std::ranges::copy(r, one_time_key.begin());
  }
  Contexts(const Contexts&) = delete;
  Contexts& operator=(const Contexts&) = delete;
  ~Contexts() { OPENSSL_cleanse(one_time_key.data(), one_time_key.size()); }

  /// CTR is its own inverse: this seals and opens.
  void apply_keystream(ByteView iv, ByteView from, std::span<std::byte> to) {
    must_succeed(EVP_EncryptInit_ex2(text.get(), nullptr, nullptr, raw(iv), nullptr) == 1);
    while (!from.empty()) {
      const std::size_t count = std::min(from.size(), bytes_of_one_call);
      int written = 0;
      must_succeed(EVP_EncryptUpdate(text.get(), raw_out(to), &written, raw(from), static_cast<int>(count)) == 1);
      from = from.subspan(count);
      to = to.subspan(count);
    }
  }

  Block mac_of(ByteView iv, ByteView ciphertext) {
    const std::span<std::byte> s = std::span(one_time_key).subspan(mac_r_bytes);
    int written = 0;
    must_succeed(EVP_EncryptUpdate(nonce.get(), raw_out(s), &written, raw(iv), static_cast<int>(iv.size())) == 1);
    must_succeed(EVP_MAC_init(mac.get(), raw(one_time_key), one_time_key.size(), nullptr) == 1);
    must_succeed(EVP_MAC_update(mac.get(), raw(ciphertext), ciphertext.size()) == 1);
    Block tag;
    std::size_t tag_bytes = 0;
    must_succeed(EVP_MAC_final(mac.get(), raw_out(tag), &tag_bytes, tag.size()) == 1);
    return tag;
  }
};

Sealer::Sealer(std::unique_ptr<Contexts> contexts) : contexts_(std::move(contexts)) {}
Sealer::Sealer(Sealer&&) noexcept = default;
Sealer& Sealer::operator=(Sealer&&) noexcept = default;
Sealer::~Sealer() = default;

Result<Sealer> Sealer::with(const Secret& key) {
  const ByteView bytes = key.reveal();
  if (bytes.size() != seal_key_bytes) return failure(ErrorCode::invalid_input, "a sealing key has 64 bytes");
  const ByteView aes_key = bytes.first(aes256_bytes);
  const ByteView k = bytes.subspan(aes256_bytes, mac_k_bytes);
  const ByteView r = bytes.last(mac_r_bytes);
  if (is_zero(aes_key) || is_zero(k) || is_zero(r)) {
    return failure(ErrorCode::invalid_input, "a part of the sealing key is all zeros");
  }
  return Sealer(std::make_unique<Contexts>(aes_key, k, r));
}

void Sealer::seal(ByteView plain, std::span<std::byte> sealed) {
  must_succeed(sealed.size() == plain.size() + seal_overhead);
  const std::span<std::byte> iv = sealed.first(iv_bytes);
  const std::span<std::byte> ciphertext = sealed.subspan(iv_bytes, plain.size());
  fill_with_random(iv);
  contexts_->apply_keystream(iv, plain, ciphertext);
  std::ranges::copy(contexts_->mac_of(iv, ciphertext), sealed.last(mac_bytes).begin());
}

Bytes Sealer::seal(ByteView plain) {
  Bytes sealed(plain.size() + seal_overhead);
  seal(plain, sealed);
  return sealed;
}

Result<void> Sealer::open(ByteView sealed, std::span<std::byte> plain) {
  if (sealed.size() < seal_overhead) return failure(ErrorCode::damaged, "too short to be sealed");
  must_succeed(plain.size() == sealed.size() - seal_overhead);
  const ByteView iv = sealed.first(iv_bytes);
  const ByteView ciphertext = sealed.subspan(iv_bytes, plain.size());
  if (is_zero(iv)) return failure(ErrorCode::damaged, "sealed with an IV of zeros");
  if (!equal_in_constant_time(contexts_->mac_of(iv, ciphertext), sealed.last(mac_bytes))) {
    return failure(ErrorCode::damaged, "the MAC does not fit");
  }
  contexts_->apply_keystream(iv, ciphertext, plain);
  return {};
}

Result<Bytes> Sealer::open(ByteView sealed) {
  if (sealed.size() < seal_overhead) return failure(ErrorCode::damaged, "too short to be sealed");
  Bytes plain(sealed.size() - seal_overhead);
  TRY(open(sealed, plain));
  return plain;
}

}  // namespace digue::crypto

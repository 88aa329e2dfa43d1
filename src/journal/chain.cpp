#include "journal/chain.h"

namespace digue::journal {

namespace {

// Each names what is hashed and the version of its encoding: no hash of one thing can be shown as one of another.
constexpr std::string_view entry_label = "digue journal entry 1";
constexpr std::string_view head_label = "digue journal head 1";
constexpr std::string_view claim_label = "digue journal claim 1";

/// Puts values one after the other, integers with the highest byte first.
class Encoder {
 public:
  void raw(ByteView bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }

  void integer(std::int64_t number) {
    const auto bits = static_cast<std::uint64_t>(number);
    for (int shift = 56; shift >= 0; shift -= 8) bytes_.push_back(static_cast<std::byte>(bits >> shift & 0xFFU));
  }

  void text(std::string_view text) {
    integer(static_cast<std::int64_t>(text.size()));
    raw(bytes_of(text));
  }

  ByteView bytes() const { return bytes_; }

 private:
  Bytes bytes_;
};

crypto::Sha256 keyed(std::string_view label, const Head& head, const crypto::Secret& key) {
  Encoder encoder;
  encoder.raw(bytes_of(label));
  encoder.integer(head.number);
  encoder.raw(head.hash);
  return crypto::hmac_sha256(key, encoder.bytes());
}

}  // namespace

crypto::Sha256 hash_of(const Link& link) {
  Encoder encoder;
  encoder.raw(bytes_of(entry_label));
  encoder.raw(link.previous);
  encoder.integer(link.number);
  encoder.integer(link.at_ms);
  encoder.text(link.kind);
  encoder.text(link.body);
  return crypto::sha256(encoder.bytes());
}

crypto::Sha256 seal_of(const Head& head, const crypto::Secret& key) { return keyed(head_label, head, key); }

crypto::Sha256 claim_of(const Head& entry, const crypto::Secret& key) { return keyed(claim_label, entry, key); }

std::string token_of(ByteView salt, std::string_view words) {
  Encoder encoder;
  encoder.raw(salt);
  encoder.raw(bytes_of(words));
  return to_hex(crypto::sha256(encoder.bytes()));
}

}  // namespace digue::journal

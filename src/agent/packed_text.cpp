#include "agent/packed_text.h"

#include <algorithm>
#include <limits>

#include "repository/base64.h"

namespace digue::agent {

namespace {

enum class Kind : std::uint8_t { end = 0, as_it_is = 1, base64 = 2 };

constexpr std::size_t max_piece_bytes = std::numeric_limits<std::uint16_t>::max();
constexpr std::size_t least_base64 = 16;  // below, a piece of its own costs more than it saves

bool is_base64(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
}

void append_piece(Bytes& out, Kind kind, ByteView content) {
  while (!content.empty()) {
    const ByteView piece = content.first(std::min(content.size(), max_piece_bytes));
    out.push_back(static_cast<std::byte>(kind));
    out.push_back(static_cast<std::byte>(piece.size() & 0xFFU));
    out.push_back(static_cast<std::byte>(piece.size() >> 8U));
    out.insert(out.end(), piece.begin(), piece.end());
    content = content.subspan(piece.size());
  }
}

/// What the run stands for, if that gives the same run again and fits in one piece.
Result<Bytes> meaning_of(std::string_view run) {
  Bytes meaning = TRY(repository::from_base64(run));
  std::string again;
  repository::append_base64(again, meaning);
  if (again != run || meaning.size() > max_piece_bytes) return failure(ErrorCode::invalid_input, "no plain base64");
  return meaning;
}

Result<std::size_t> read_length(ByteReader& reader) {
  const std::size_t low = TRY(reader.u8());
  const std::size_t high = TRY(reader.u8());
  return low | (high << 8U);
}

}  // namespace

void append_packed(Bytes& out, ByteView file) {
  const std::string_view text = text_of(file);
  std::size_t kept_from = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_base64(text[end])) ++end;
    if (end - at >= least_base64) {
      if (const Result<Bytes> meaning = meaning_of(text.substr(at, end - at))) {
        append_piece(out, Kind::as_it_is, file.subspan(kept_from, at - kept_from));
        append_piece(out, Kind::base64, *meaning);
        kept_from = end;
      }
    }
    at = std::max(end, at + 1);
  }
  append_piece(out, Kind::as_it_is, file.subspan(kept_from));
  out.push_back(static_cast<std::byte>(Kind::end));
}

Result<Bytes> read_packed(ByteReader& reader, std::size_t max_bytes) {
  std::string text;
  while (true) {
    const auto kind = static_cast<Kind>(TRY(reader.u8()));
    if (kind == Kind::end) break;
    if (kind != Kind::as_it_is && kind != Kind::base64) return failure(ErrorCode::damaged, "a piece of unknown kind");
    const std::size_t length = TRY(read_length(reader));
    const ByteView piece = TRY(reader.bytes(length));
    if (kind == Kind::base64) {
      repository::append_base64(text, piece);
    } else {
      text += text_of(piece);
    }
    if (text.size() > max_bytes) return failure(ErrorCode::damaged, "too long a file");
  }
  const ByteView bytes = bytes_of(text);
  return Bytes(bytes.begin(), bytes.end());
}

}  // namespace digue::agent

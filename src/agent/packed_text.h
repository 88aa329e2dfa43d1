#pragma once

#include "base/byte_reader.h"
#include "base/bytes.h"

namespace digue::agent {

/// A small file whose base64 is kept as the bytes that it stands for, a quarter shorter; the file comes back byte for
/// byte, whatever it is.
void append_packed(Bytes& out, ByteView file);
/// `damaged` for what append_packed() did not write, also for a file over `max_bytes`.
Result<Bytes> read_packed(ByteReader& reader, std::size_t max_bytes);

}  // namespace digue::agent

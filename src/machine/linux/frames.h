#pragma once

#include <optional>

#include "base/bytes.h"
#include "machine/deadline.h"
#include "machine/posix/descriptor.h"

namespace digue::machine::linux {

// Frames over a socket: each a length (u32, little endian) and so many bytes.

/// For the child, which may wait for ever: nothing when the other side has gone or says too much.
std::optional<Bytes> receive_frame(int socket, std::size_t max_bytes);
/// False when the other side has gone.
bool send_frame(int socket, ByteView frame);

/// For the program, which may not. `cancelled` when the child has gone, `unavailable` at the deadline, `damaged` for a
/// frame that is too long.
Result<void> send_frame(const posix::Descriptor& socket, ByteView frame, Deadline deadline);
Result<Bytes> receive_frame(const posix::Descriptor& socket, std::size_t max_bytes, Deadline deadline);

}  // namespace digue::machine::linux

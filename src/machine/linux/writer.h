#pragma once

namespace digue::machine {

/// The other end of every file that is restored for a person: answers requests (linux/writer_protocol.h) from a socket
/// until it is closed, and returns the exit status of the process. It runs in a child with that person's rights.
int serve_writes(int socket);

}  // namespace digue::machine

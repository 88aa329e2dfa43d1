#pragma once

namespace digue::machine {

/// The other end of every question to the file system: answers requests (linux/reader_protocol.h) from a socket until
/// it is closed, and returns the exit status of the process. It runs in a child with a person's rights, so that a dead
/// mount, a device or a trap in a home folder can stop nobody but this child.
int serve_files(int socket);

}  // namespace digue::machine

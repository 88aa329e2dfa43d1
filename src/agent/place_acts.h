#pragma once

#include "agent/places.h"
#include "agent/repository_here.h"
#include "store/open.h"

namespace digue::agent {

/// The store of a share or a server, which tries again for so long. Nothing is asked of it yet. A server's user and
/// password stand in the state, in "place-1.login" (0600): one line, `user:password`.
Result<std::unique_ptr<store::Store>> open_store_of(const plan::Place& place, const PlaceTools& tools,
                                                    std::chrono::milliseconds give_up_after);

/// Keeps what opens a server. `invalid_input` if it is no `user:password`.
Result<void> keep_login(const std::string& state, const std::string& place, ByteView login);

/// Makes a place ready to save to, and proves that it is the one which the practice meant: finds the disk by its file
/// system, whatever its device is called, mounts it if need be, and opens its repository with the practice's password.
/// What opens that repository beside the password is then kept (kept_keys.h), as far as that can be done.
///
/// Errors: of a disk as find_volume and Volumes::mount; `invalid_input` if the repository there is another one;
/// `wrong_key`, `not_found` if there is none, `unavailable`.
Result<RepositoryPlace> prepare_place(const plan::Place& place, const PlaceTools& tools);

/// Flushes and unmounts everything on the disk of a place, switches it off and writes that down. Errors: as find_volume
/// and Volumes; `locked` also if this computer runs from that disk; `invalid_input` for what is no disk. When the disk
/// was unmounted and cannot be switched off (`unsupported`), nothing is lost by pulling the plug, and its presence
/// stays what it is.
Result<void> eject_place(const plan::Place& place, const PlaceTools& tools, journal::Journal& journal);

/// Whether this computer can delete what lies in a place, really tried, and writes the answer down. What is saved there
/// for it is an index that names nothing: every reader passes over it, also where it has to stay. `has_lied` if the
/// place says that it is gone and it is not. Errors: as prepare_place; what can be neither saved nor looked for proves
/// nothing, and nothing is written down.
Result<TriedDelete> try_to_delete(const plan::Place& place, const PlaceTools& tools, journal::Journal& journal);

/// Makes a repository there, or takes the one that is there and that the practice's password opens.
/// `wrong_key` for a repository of somebody else.
Result<repository::OpenedRepository> make_or_adopt(store::Store& store, const crypto::Secret& password,
                                                   const machine::Clock& clock);

}  // namespace digue::agent

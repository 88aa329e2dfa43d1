#pragma once

#include "journal/journal.h"
#include "journal/personal.h"
#include "journal/rows.h"

namespace digue::journal {

/// An act as it will stand in the file.
struct Draft {
  std::int64_t at_ms = 0;
  std::string kind;
  std::string body;
  json::Value value;  ///< what will be read back from `body`
  std::vector<Words> personal;
};

/// `invalid_input` if the act breaks a rule that stands at Act.
Result<Draft> draft_of(const Act& act);

/// The first of an append's two writes: the entry and its words.
Result<Entry> write_entry(database::Connection& connection, const crypto::Secret& key, const Draft& draft);

/// The second: moves the head to an entry that follows it. Does nothing if another process did so already.
Result<void> move_head(database::Connection& connection, const crypto::Secret& key);

/// Whether the entry is whole, follows that head and was claimed there by a holder of the key: the head only has to be
/// moved to it.
bool is_claimed(const StoredEntry& entry, const StoredHead& stored, const crypto::Secret& key);

}  // namespace digue::journal

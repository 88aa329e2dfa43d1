#pragma once

#include "database/connection.h"
#include "journal/chain.h"

namespace digue::journal {

/// A person's words, and what stands for them in the chain.
struct Words {
  std::string token;
  Bytes salt;
  std::string words;
};

/// The words with a new salt, so that not even the same words twice look alike in the chain. `invalid_input` if they
/// are too many or not UTF-8.
Result<Words> salted(const std::string& words);

Result<void> insert_words(database::Connection& connection, const Words& words);

/// What is kept under a token, as a row that are_words_of understands; no row if it was erased.
Result<std::vector<database::Row>> rows_of_token(database::Connection& connection, const std::string& token);
bool are_words_of(const std::string& token, const database::Row& row);

}  // namespace digue::journal

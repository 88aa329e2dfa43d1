#pragma once

#include <string>

#include "journal/journal.h"

namespace digue::journal::test {

/// A folder that goes away with this object.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string file(const std::string& name = "journal.sqlite") const { return folder_ + "/" + name; }

 private:
  std::string folder_;
};

std::string read_file(const std::string& path);
void write_file(const std::string& path, std::string_view content);

/// The bytes 0, 1, 2 … 31; or 32 times the same byte, for somebody else's key.
crypto::Secret the_key();
crypto::Secret other_key();

/// The journal at that path, which must open.
Journal open_journal(const std::string& path);

/// An act of each shape: with and without a body, and every third one with words of a person.
Act numbered_act(std::int64_t number);
/// A new journal with that many of them.
void make_journal(const std::string& path, std::int64_t entries);

/// A connection of somebody who edits the file: the triggers are gone.
database::Connection by_hand(const std::string& path);
/// One statement by that hand, which must succeed.
void edit(const std::string& path, const std::string& sql, const std::vector<database::Value>& values = {});

/// Every row of the chain, as anybody could read it.
std::vector<database::Row> all_rows(const std::string& path);

/// What verify.py prints for the same file.
std::string to_text(const Result<Verification>& verification);
/// Opens for writing and verifies with the right key.
std::string verified(const std::string& path);
/// The same without ever writing.
std::string verified_by_reader(const std::string& path);

}  // namespace digue::journal::test

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/statement.h"

struct sqlite3;

namespace digue::database {

enum class Mode {
  read_only,  ///< the file must exist and is never changed
  existing,   ///< read and write; the file must exist
  create,     ///< read and write; made when it is missing
};

/// What a statement wants to do, asked while it is prepared (sqlite3_set_authorizer).
struct Access {
  enum class Kind { select, read, function, other };
  Kind kind = Kind::other;
  std::string_view table;     ///< of a read; empty when only the number of rows matters
  std::string_view column;    ///< of a read
  std::string_view function;  ///< of a function
};

/// Answers whether a statement may do that; called for every Access of every statement from then on.
using Guard = std::function<bool(const Access&)>;

/// An aggregate function of ours: one object per group of rows.
class Aggregate {
 public:
  virtual ~Aggregate() = default;
  /// One row. An error stops the question.
  virtual Result<void> step(const Value& value) = 0;
  virtual Value finish() = 0;
};

/// A SQLite database, opened with every guard that SQLite has against hostile files and mistyped SQL: defensive mode,
/// no trusted schema, no double-quoted strings, no ATTACH, no extensions. Belongs to one thread.
///
/// Errors: `not_found`, `denied`, `full`, `locked` (after five seconds of patience), `damaged` (not a database, or one
/// whose pages do not fit together), `invalid_input` (the SQL is wrong), `unavailable` (over the step limit).
class Connection {
 public:
  static Result<Connection> open(const std::string& path, Mode mode);
  static Result<Connection> in_memory();

  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&& other) noexcept;
  ~Connection();

  /// Exactly one statement.
  Result<Statement> prepare(std::string_view sql);
  /// Any number of statements, without values and without rows.
  Result<void> execute(const std::string& script);
  /// All the rows of one statement, `invalid_input` when there are more than `max_rows`.
  Result<std::vector<Row>> query(std::string_view sql, const std::vector<Value>& values = {},
                                 std::size_t max_rows = 100'000);

  void define_aggregate(const std::string& name, std::function<std::unique_ptr<Aggregate>()> make);
  void set_guard(Guard guard);
  /// Stops any later statement after about that many steps of SQLite's virtual machine, so that a question ends.
  void set_step_limit(int steps);

  /// What the last error was, in SQLite's words.
  std::string last_message() const;

 private:
  friend class PageStream;
  struct Callbacks;
  Connection(sqlite3* handle);

  sqlite3* handle_ = nullptr;
  std::unique_ptr<Callbacks> callbacks_;
};

/// Everything between begin and commit happens, or nothing does: an object that dies uncommitted rolls back.
class Transaction {
 public:
  /// Takes the write lock at once, so that what is read inside stays true until commit.
  static Result<Transaction> begin(Connection& connection);

  Transaction(Transaction&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  Result<void> commit();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}

  Connection* connection_;
};

}  // namespace digue::database

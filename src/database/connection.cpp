#include "database/connection.h"

#include <fmt/core.h>
#include <sqlite3.h>

#include "base/text.h"
#include "database/sqlite_error.h"
#include "database/sqlite_value.h"

namespace digue::database {

using MakeAggregate = std::function<std::unique_ptr<Aggregate>()>;

/// Kept on the heap: SQLite holds pointers to it while the Connection moves.
struct Connection::Callbacks {
  Guard guard;
  std::vector<std::unique_ptr<MakeAggregate>> aggregates;
};

namespace {

constexpr int patience_ms = 5000;

/// SQLite's own list of defences for databases and SQL that may be hostile (sqlite.org/security.html).
void harden(sqlite3* handle) {
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, patience_ms);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 16 * 1024 * 1024);
  sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, 100'000);
  sqlite3_limit(handle, SQLITE_LIMIT_EXPR_DEPTH, 100);
}

std::string_view or_empty(const char* text) { return text == nullptr ? std::string_view() : text; }

int ask_guard(void* guard, int action, const char* first, const char* second, const char*, const char*) {
  Access access;
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE: access.kind = Access::Kind::select; break;
    case SQLITE_READ: access = {Access::Kind::read, or_empty(first), or_empty(second), {}}; break;
    case SQLITE_FUNCTION: access = {Access::Kind::function, {}, {}, or_empty(second)}; break;
    default: break;
  }
  return (*static_cast<Guard*>(guard))(access) ? SQLITE_OK : SQLITE_DENY;
}

/// SQLite gives an aggregate zeroed memory for each group of rows: we keep a pointer there.
std::unique_ptr<Aggregate>* slot_of(sqlite3_context* context, int size) {
  void* memory = sqlite3_aggregate_context(context, size);
  return static_cast<std::unique_ptr<Aggregate>*>(memory);
}

std::unique_ptr<Aggregate> make_for(sqlite3_context* context) {
  return (*static_cast<MakeAggregate*>(sqlite3_user_data(context)))();
}

void step_aggregate(sqlite3_context* context, int, sqlite3_value** arguments) {
  auto* slot = slot_of(context, sizeof(std::unique_ptr<Aggregate>));
  if (slot == nullptr) return sqlite3_result_error_nomem(context);
  if (*slot == nullptr) *slot = make_for(context);
  const Result<void> stepped = (*slot)->step(value_from(arguments[0]));
  if (!stepped) sqlite3_result_error(context, stepped.error().detail.c_str(), -1);
}

struct SetResult {
  sqlite3_context* context;

  void operator()(std::monostate) const { sqlite3_result_null(context); }
  void operator()(std::int64_t number) const { sqlite3_result_int64(context, number); }
  void operator()(double number) const { sqlite3_result_double(context, number); }
  void operator()(const std::string& text) const {
    sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  void operator()(const Bytes& bytes) const {
    sqlite3_result_blob64(context, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
  }
};

void finish_aggregate(sqlite3_context* context) {
  auto* slot = slot_of(context, 0);  // nullptr when there was no row
  std::unique_ptr<Aggregate> aggregate = slot != nullptr && *slot != nullptr ? std::move(*slot) : make_for(context);
  std::visit(SetResult{context}, aggregate->finish());
}

int stop_now(void*) { return 1; }

}  // namespace

Connection::Connection(sqlite3* handle) : handle_(handle), callbacks_(std::make_unique<Callbacks>()) {}

Connection::Connection(Connection&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)), callbacks_(std::move(other.callbacks_)) {}

Connection& Connection::operator=(Connection&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(callbacks_, other.callbacks_);
  return *this;
}

Connection::~Connection() { sqlite3_close(handle_); }

Result<Connection> Connection::open(const std::string& path, Mode mode) {
  int flags = SQLITE_OPEN_NOMUTEX;
  switch (mode) {
    case Mode::read_only: flags |= SQLITE_OPEN_READONLY; break;
    case Mode::existing: flags |= SQLITE_OPEN_READWRITE; break;
    case Mode::create: flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE; break;
  }
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  Connection connection(handle);
  if (code != SQLITE_OK) return std::unexpected(error_from(handle, code));
  harden(handle);
  return connection;
}

Result<Connection> Connection::in_memory() { return open(":memory:", Mode::create); }

Result<Statement> Connection::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v2(handle_, sql.data(), static_cast<int>(sql.size()), &statement, &tail);
  if (code != SQLITE_OK) return std::unexpected(error_from(handle_, code));
  Statement prepared(statement);
  if (statement == nullptr) return failure(ErrorCode::invalid_input, "no statement");
  if (!trim({tail, sql.data() + sql.size()}).empty())
    return failure(ErrorCode::invalid_input, "more than one statement");
  return prepared;
}

Result<void> Connection::execute(const std::string& script) {
  const int code = sqlite3_exec(handle_, script.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return std::unexpected(error_from(handle_, code));
  return {};
}

Result<std::vector<Row>> Connection::query(std::string_view sql, const std::vector<Value>& values,
                                           std::size_t max_rows) {
  Statement statement = TRY(prepare(sql));
  int position = 0;
  for (const Value& value : values) TRY(statement.bind(++position, value));
  std::vector<Row> rows;
  while (TRY(statement.step())) {
    if (rows.size() == max_rows) return failure(ErrorCode::invalid_input, fmt::format("more than {} rows", max_rows));
    rows.push_back(statement.row());
  }
  return rows;
}

void Connection::define_aggregate(const std::string& name, MakeAggregate make) {
  auto& kept = callbacks_->aggregates.emplace_back(std::make_unique<MakeAggregate>(std::move(make)));
  sqlite3_create_function_v2(handle_, name.c_str(), 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, kept.get(), nullptr,
                             step_aggregate, finish_aggregate, nullptr);
}

void Connection::set_guard(Guard guard) {
  callbacks_->guard = std::move(guard);
  sqlite3_set_authorizer(handle_, callbacks_->guard ? ask_guard : nullptr, &callbacks_->guard);
}

void Connection::set_step_limit(int steps) { sqlite3_progress_handler(handle_, steps, stop_now, nullptr); }

std::string Connection::last_message() const { return sqlite3_errmsg(handle_); }

Result<Transaction> Transaction::begin(Connection& connection) {
  TRY(connection.execute("BEGIN IMMEDIATE"));
  return Transaction(connection);
}

Transaction::~Transaction() {
  if (connection_ != nullptr) static_cast<void>(connection_->execute("ROLLBACK"));
}

Result<void> Transaction::commit() {
  TRY(connection_->execute("COMMIT"));
  connection_ = nullptr;
  return {};
}

}  // namespace digue::database

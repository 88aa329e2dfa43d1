#pragma once

#include <initializer_list>
#include <optional>

#include "json/toml.h"
#include "plan/plans.h"

namespace digue::plan {

/// Takes the members out of the tables of plans.toml, and remembers the first fault: after one, whatever it gives is
/// empty, and nobody uses it. For one thread.
class MemberReader {
 public:
  explicit MemberReader(const json::TomlDocument& document) : document_(document) {}

  const std::optional<PlanFault>& fault() const { return fault_; }

  /// One table of the file.
  struct Table {
    const json::Object* members = nullptr;
    std::string path;
  };

  Table root() const { return {document_.value.as_object(), ""}; }
  /// A member that is a table; none, and no fault, if it is not there.
  std::optional<Table> table(const Table& in, std::string_view key);
  /// A member that is an array of tables.
  std::vector<Table> tables(const Table& in, std::string_view key);

  /// A misspelt name must not be passed over: what it says would be left out.
  void expect_only(const Table& in, std::initializer_list<std::string_view> keys);

  bool has(const Table& in, std::string_view key) const;
  std::string required_text(const Table& in, std::string_view key);
  std::string text(const Table& in, std::string_view key);
  int integer(const Table& in, std::string_view key, int otherwise, int least, int most);
  bool boolean(const Table& in, std::string_view key, bool otherwise);
  std::vector<std::string> texts(const Table& in, std::string_view key);

  /// Notes what is wrong with a member, or with its table if the key is empty.
  void refuse(const Table& in, std::string_view key, std::string kind, std::string word);

 private:
  const json::Value* find(const Table& in, std::string_view key) const;
  int line_of(const Table& in, std::string_view key) const;

  const json::TomlDocument& document_;
  std::optional<PlanFault> fault_;
};

}  // namespace digue::plan

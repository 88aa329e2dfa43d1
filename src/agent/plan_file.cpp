#include "agent/plan_file.h"

#include "base/bytes.h"
#include "crypto/hash.h"
#include "machine/private_folder.h"

namespace digue::agent {

namespace {

constexpr std::string_view file_name = "plans.toml";
constexpr std::string_view good_name = "plans.good.toml";

/// nullopt if there is none.
Result<std::optional<Bytes>> read_if_there(const machine::PrivateFolder& folder, std::string_view name) {
  Result<Bytes> content = folder.read(name);
  if (content) return std::move(*content);
  if (content.error().code == ErrorCode::not_found) return std::nullopt;
  return std::unexpected(content.error());
}

}  // namespace

Result<PlanFile> load_plans(const std::string& state) {
  const auto folder = machine::PrivateFolder::find(state);
  if (!folder && folder.error().code == ErrorCode::not_found) return PlanFile();
  if (!folder) return std::unexpected(folder.error());
  const auto content = TRY(read_if_there(*folder, file_name));
  if (!content) return PlanFile();
  auto plans = plan::read_plans(text_of(*content));
  const auto good = TRY(read_if_there(*folder, good_name));
  PlanFile file;
  if (plans) {
    // Whoever only reads may not be able to; the next who writes does it.
    if (good != content) static_cast<void>(folder->replace(good_name, *content));
    file.plans = std::move(*plans);
    return file;
  }
  file.fault = plans.error();
  if (!good) return file;
  if (auto before = plan::read_plans(text_of(*good))) file.plans = std::move(*before);
  return file;
}

PlanFile load_plans_or(const std::string& state, plan::Plans before) {
  auto file = load_plans(state);
  if (file) return *std::move(file);
  return {std::move(before), plan::PlanFault{0, "unreadable", std::string(name_of(file.error().code))}};
}

Result<void> save_plans(const std::string& state, const plan::Plans& plans) {
  const std::string text = plan::write_plans(plans);
  const auto again = plan::read_plans(text);
  if (!again || *again != plans) return failure(ErrorCode::invalid_input, "these plans cannot be read back");
  const auto folder = TRY(machine::PrivateFolder::open(state));
  TRY(folder.replace(file_name, bytes_of(text)));
  return folder.replace(good_name, bytes_of(text));
}

Result<PlanText> load_plan_text(const std::string& state) {
  const auto folder = TRY(machine::PrivateFolder::open(state));
  const auto content = TRY(read_if_there(folder, file_name));
  PlanText text;
  if (content) text.text = text_of(*content);
  text.version = to_hex(crypto::sha256(bytes_of(text.text)));
  return text;
}

std::expected<void, PlanTextRefusal> replace_plan_text(const std::string& state, std::string_view text,
                                                       std::string_view version) {
  const auto refuse = [](const Error& error) { return std::unexpected(PlanTextRefusal{error.code, std::nullopt}); };
  const auto before = load_plan_text(state);
  if (!before) return refuse(before.error());
  if (before->version != version) return std::unexpected(PlanTextRefusal{ErrorCode::locked, std::nullopt});
  const auto plans = plan::read_plans(text);
  if (!plans) return std::unexpected(PlanTextRefusal{ErrorCode::invalid_input, plans.error()});
  const auto folder = machine::PrivateFolder::open(state);
  if (!folder) return refuse(folder.error());
  for (const std::string_view name : {file_name, good_name}) {
    if (const Result<void> replaced = folder->replace(name, bytes_of(text)); !replaced) return refuse(replaced.error());
  }
  return {};
}

}  // namespace digue::agent

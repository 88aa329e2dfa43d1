// clang-format off: the others need what windows.h declares.
#include <windows.h>
#include <lm.h>
#include <ntsecapi.h>
#include <sddl.h>
// clang-format on

#include <memory>

#include "machine/windows/accounts.h"
#include "machine/windows/errors.h"
#include "machine/windows/wide.h"

namespace digue::machine::windows {

namespace {

constexpr DWORD max_accounts = 10'000;

template <auto free>
struct Free {
  void operator()(void* memory) const { free(memory); }
};
template <typename T, auto free>
using Freed = std::unique_ptr<T, Free<free>>;

std::string text_or_empty(const wchar_t* text) { return text == nullptr ? "" : from_wide(text); }

Result<std::string> text_of_sid(PSID sid) {
  wchar_t* text = nullptr;
  if (::ConvertSidToStringSidW(sid, &text) == 0) return system_failure(::GetLastError(), "a SID as text");
  const Freed<wchar_t, ::LocalFree> owned(text);
  return from_wide(text);
}

Result<std::string> computer_sid() {
  LSA_OBJECT_ATTRIBUTES attributes{};
  LSA_HANDLE policy = nullptr;
  NTSTATUS status = ::LsaOpenPolicy(nullptr, &attributes, POLICY_VIEW_LOCAL_INFORMATION, &policy);
  if (status != 0) return system_failure(::LsaNtStatusToWinError(status), "the local security policy");
  const Freed<void, ::LsaClose> owned_policy(policy);
  void* answer = nullptr;
  status = ::LsaQueryInformationPolicy(policy, PolicyAccountDomainInformation, &answer);
  if (status != 0) return system_failure(::LsaNtStatusToWinError(status), "the computer's SID");
  const Freed<void, ::LsaFreeMemory> owned_answer(answer);
  return text_of_sid(static_cast<POLICY_ACCOUNT_DOMAIN_INFO*>(answer)->DomainSid);
}

Result<std::vector<LocalAccount>> accounts_of_computer() {
  BYTE* answer = nullptr;
  DWORD count = 0;
  DWORD total = 0;
  const NET_API_STATUS status =
      ::NetUserEnum(nullptr, 20, FILTER_NORMAL_ACCOUNT, &answer, MAX_PREFERRED_LENGTH, &count, &total, nullptr);
  const Freed<BYTE, ::NetApiBufferFree> owned(answer);
  if (status == ERROR_MORE_DATA || count > max_accounts) return failure(ErrorCode::invalid_input, "too many accounts");
  if (status != NERR_Success) return system_failure(status, "the accounts of this computer");
  std::vector<LocalAccount> accounts;
  for (const USER_INFO_20& found : std::span(reinterpret_cast<const USER_INFO_20*>(answer), count)) {
    constexpr DWORD barred = UF_ACCOUNTDISABLE;
    accounts.push_back({.number = found.usri20_user_id,
                        .name = text_or_empty(found.usri20_name),
                        .real_name = text_or_empty(found.usri20_full_name),
                        .may_log_in = (found.usri20_flags & barred) == 0});
  }
  return accounts;
}

}  // namespace

Result<LocalAccounts> local_accounts() {
  std::string computer = TRY(computer_sid());
  std::vector<LocalAccount> accounts = TRY(accounts_of_computer());
  return LocalAccounts{std::move(computer), std::move(accounts)};
}

}  // namespace digue::machine::windows

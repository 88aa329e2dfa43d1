#include "machine/identity.h"

#include <windows.h>

#include <array>
#include <limits>
#include <memory>

#include "machine/windows/wide.h"

namespace digue::machine {

namespace {

struct CloseHandle {
  using pointer = HANDLE;
  void operator()(HANDLE handle) const { ::CloseHandle(handle); }
};

std::string host_name() {
  std::array<wchar_t, 256> name{};
  auto length = static_cast<DWORD>(name.size());
  const bool known = ::GetComputerNameExW(ComputerNameDnsHostname, name.data(), &length) != 0;
  return known ? windows::from_wide({name.data(), length}) : "";
}

std::string user_name() {
  std::array<wchar_t, 257> name{};
  auto length = static_cast<DWORD>(name.size());  // with the NUL at its end, once it is known
  const bool known = ::GetUserNameW(name.data(), &length) != 0 && length > 0;
  return known ? windows::from_wide({name.data(), length - 1}) : "";
}

}  // namespace

Identity this_process() { return {host_name(), user_name(), 0, 0, ::GetCurrentProcessId()}; }

bool process_exists(std::int64_t process_id) {
  // 0 is the idle time of the processors.
  if (process_id <= 0 || process_id > std::numeric_limits<DWORD>::max()) return false;
  const auto number = static_cast<DWORD>(process_id);
  const std::unique_ptr<HANDLE, CloseHandle> process(
      ::OpenProcess(SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION, FALSE, number));
  if (process == nullptr) return ::GetLastError() != ERROR_INVALID_PARAMETER;
  // Windows finds a process also by one of the three numbers after its own; and while somebody holds a handle of it,
  // one that has ended.
  if (::GetProcessId(process.get()) != number) return false;
  return ::WaitForSingleObject(process.get(), 0) != WAIT_OBJECT_0;
}

}  // namespace digue::machine

#include "machine/identity.h"

#include <doctest/doctest.h>
#include <windows.h>

#include <string>

namespace digue::machine {
namespace {

TEST_CASE("this process exists, under its own number alone, and has names") {
  const Identity self = this_process();
  CHECK_FALSE(self.host.empty());
  CHECK_FALSE(self.user.empty());
  CHECK(self.user.find('\0') == std::string::npos);
  CHECK(process_exists(self.process_id));
  CHECK_FALSE(process_exists(self.process_id + 1));
}

TEST_CASE("a process that has ended does not exist, also while somebody remembers it") {
  STARTUPINFOW start{};
  start.cb = sizeof start;
  PROCESS_INFORMATION child{};
  std::wstring command = L"cmd.exe /c exit";
  REQUIRE(::CreateProcessW(nullptr, command.data(), nullptr, nullptr, FALSE, CREATE_SUSPENDED, nullptr, nullptr, &start,
                           &child) != 0);
  CHECK(process_exists(child.dwProcessId));
  ::ResumeThread(child.hThread);
  REQUIRE(::WaitForSingleObject(child.hProcess, 60'000) == WAIT_OBJECT_0);
  CHECK_FALSE(process_exists(child.dwProcessId));
  ::CloseHandle(child.hThread);
  ::CloseHandle(child.hProcess);
}

TEST_CASE("no number that no process can have exists") {
  CHECK_FALSE(process_exists(0));
  CHECK_FALSE(process_exists(-1));
  CHECK_FALSE(process_exists(1LL << 40));
}

}  // namespace
}  // namespace digue::machine

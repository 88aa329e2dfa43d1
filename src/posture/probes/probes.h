#pragma once

#include "posture/probe.h"

namespace digue::posture {

// One function for each table that a machine fills; each chooses by the system of the machine it is given.

Reading read_os_version(const Look& look);
Reading read_os_support(const Look& look);
Reading read_session_locks(const Look& look);
Reading read_lock_shortcuts(const Look& look);
Reading read_system_updates(const Look& look);
Reading read_wifi_status(const Look& look);
Reading read_disk_encryption(const Look& look);

}  // namespace digue::posture

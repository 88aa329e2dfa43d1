-- All that Digue can know about a machine, as tables. Rules (content/rules) ask their questions of these tables and of
-- nothing else. Names are osquery's where osquery has the table or the column.
--
-- NULL means "we could not know". Only what names a row is NOT NULL. Values that a question compares by size are
-- INTEGER: days since 1970-01-01 (_day), a number of days (_days), seconds (_seconds); yes and no are 1 and 0.
-- A column marked "personal" could name somebody: it is filled with a stand-in such as "user-1".

-- What could be read of each table below, and when. A rule holds only on tables that were read whole and in time.
CREATE TABLE readings (
  table_name TEXT PRIMARY KEY NOT NULL,
  complete   INTEGER NOT NULL CHECK (complete IN (0, 1)),
  reason     TEXT,              -- why it is not complete: the name of an error code
  at         INTEGER NOT NULL   -- when the reading ended, milliseconds since 1970-01-01 UTC
) STRICT;

-- The date of the check, for questions that need today.
CREATE TABLE today (
  day INTEGER NOT NULL
) STRICT;

-- The operating system, one row.
CREATE TABLE os_version (
  platform TEXT NOT NULL,  -- "debian", "ubuntu", "windows"…: ID of os-release, or the family
  name     TEXT,           -- as its maker writes it, for people
  version  TEXT,           -- "12", "24.04", "25H2"
  build    INTEGER,        -- Windows: CurrentBuildNumber; ProductName still says 10 on Windows 11
  edition  TEXT            -- Windows: "home_pro", "enterprise_education", "ltsc", "iot_ltsc", "server"
) STRICT;

-- Until when that system gets security updates, from content/lists/os-support.toml. One row; NULL: not in the list.
CREATE TABLE os_support (
  supported_until_day INTEGER,  -- the last day with updates
  list_day            INTEGER   -- the date of the list itself
) STRICT;

-- How each person's session locks itself: one row for each account that can open a session here.
CREATE TABLE session_locks (
  user               TEXT NOT NULL,  -- personal
  desktop            TEXT,           -- "gnome", "kde", "windows"…; NULL: we do not know which one this person uses
  -- 1: a timer ends in a locked screen. A delay of zero is "never", not "at once".
  locks_itself       INTEGER CHECK (locks_itself IN (0, 1)),
  -- Without a touch, until the screen asks for the password; NULL also when it never does.
  lock_after_seconds INTEGER,
  -- 1: coming back needs the password.
  asks_password      INTEGER CHECK (asks_password IN (0, 1)),
  set_by             TEXT            -- what decides: "policy", "user", "default"
) STRICT;

-- Whether the keyboard shortcut that locks at once works: one row for each account.
CREATE TABLE lock_shortcuts (
  user    TEXT NOT NULL,  -- personal
  desktop TEXT,
  works   INTEGER CHECK (works IN (0, 1)),
  keys    TEXT            -- as they are written on the keys: "Win+L"
) STRICT;

-- How the system is kept up to date, one row.
CREATE TABLE system_updates (
  source               TEXT NOT NULL,  -- "apt"…
  searched_days        INTEGER,        -- since the last successful search for updates
  pending              INTEGER,        -- updates that wait
  security_pending     INTEGER,        -- those of them that close a security hole
  restart_pending_days INTEGER,        -- how long a restart has been asked for; 0 also when none is asked for
  -- 1: security updates are installed without a person.
  installs_itself      INTEGER CHECK (installs_itself IN (0, 1))
) STRICT;

-- Each Wi-Fi card of this machine and the network it is connected to.
CREATE TABLE wifi_status (
  interface     TEXT NOT NULL,
  connected     INTEGER CHECK (connected IN (0, 1)),  -- 1: connected to a network now
  -- "open", "wep", "wpa", "wpa_wpa2", "wpa2", "wpa2_wpa3", "wpa3", "owe" or "enterprise".
  security_type TEXT,
  hidden        INTEGER CHECK (hidden IN (0, 1))      -- 1: this machine knows the network as one that hides its name
) STRICT;

-- Each file system of this machine's own disks that can hold data, and whether all that lies below it is encrypted.
CREATE TABLE disk_encryption (
  name      TEXT NOT NULL,  -- the kernel's name of the device
  path      TEXT,           -- personal, but "/" and "/home"
  encrypted INTEGER CHECK (encrypted IN (0, 1)),
  type      TEXT            -- "luks2"…
) STRICT;

-- The newest backup of a folder that a person named; no row: there was none. Filled from the journal.
CREATE TABLE last_backup (
  saved_day     INTEGER NOT NULL,
  complete      INTEGER NOT NULL CHECK (complete IN (0, 1)),  -- 1: nothing in the folder was left out
  on_other_disk INTEGER CHECK (on_other_disk IN (0, 1))       -- 1: not on the disk that the folder is on
) STRICT;

-- The newest exercise: such a backup was restored and compared with the folder. No row: there was none. Filled from the
-- journal.
CREATE TABLE last_restore (
  tried_day INTEGER NOT NULL,
  proven    INTEGER NOT NULL CHECK (proven IN (0, 1))  -- 1: no byte and nothing else differed
) STRICT;

-- What drills proved of each plan's copies; no row: nothing is planned. Filled from the journal and plans.toml.
CREATE TABLE plan_drills (
  plan          TEXT NOT NULL,     -- "plan-1"
  places        INTEGER NOT NULL,  -- to how many it goes
  -- In so many everything of the plan came back since the last failure there: each file, in a whole cycle of slices, and
  -- each database with its answers. A sample alone never counts.
  proven_places INTEGER NOT NULL,
  failed_places INTEGER NOT NULL,  -- in so many a drill failed, and not everything was proven since
  tried_day     INTEGER,           -- of the newest trial of anything; NULL: there was none
  -- Since then the oldest part counts as proven, in the place where it is newest; NULL: nowhere is everything proven.
  proven_day    INTEGER
) STRICT;

-- Each plan of copies that run by themselves; no row: nothing is planned. Filled from the journal and plans.toml.
CREATE TABLE planned_backups (
  plan         TEXT NOT NULL,  -- "plan-1"
  -- By the copies that left nothing out: "up_to_date", "due", "missed" (while the practice was closed), "late" or
  -- "clock_wrong". NULL: the journal does not know since when the plan counts.
  timeliness   TEXT,
  complete_day INTEGER,           -- of the newest such copy; NULL: there was none
  places       INTEGER NOT NULL,  -- to how many it goes
  failures     INTEGER NOT NULL   -- runs without a copy since the newest one, over all places
) STRICT;

-- Each place where the practice keeps copies, as it is now. Filled from the plans, the disks and the journal.
CREATE TABLE places (
  place            TEXT NOT NULL,  -- "place-1"
  kind             TEXT NOT NULL,  -- "disk", "network", "cloud"
  -- Of a disk "plugged", "away", "off" (switched off, to be unplugged), "never_seen"; of others "online", "unreachable".
  presence         TEXT,
  copied_day       INTEGER,        -- the last copy that Digue made there; NULL: none
  -- 1: a disk that could have been unplugged long ago. 0 for a share or a server, which are never unplugged.
  left_plugged     INTEGER CHECK (left_plugged IN (0, 1)),
  -- 1: this computer tried to delete something there, was refused, and it is still there. NULL: never tried.
  delete_refused   INTEGER CHECK (delete_refused IN (0, 1)),
  delete_tried_day INTEGER,
  elsewhere        INTEGER CHECK (elsewhere IN (0, 1)),       -- 1: outside the practice at night
  encrypted        INTEGER CHECK (encrypted IN (0, 1)),       -- 1: the copies are
  disk_encrypted   INTEGER CHECK (disk_encrypted IN (0, 1)),  -- 1: all that lies below them too, as far as it is here
  -- 1: the host stands in content/lists/hds-hosts.toml. NULL otherwise: that list is not the official one.
  hds_listed       INTEGER CHECK (hds_listed IN (0, 1))
) STRICT;

-- What looks like data of a practice on this computer's own disks, by its signs: one row for each kind that was found.
-- Filled by a bounded search; what was not looked at makes the reading incomplete.
CREATE TABLE practice_data (
  -- An engine ("postgresql", "mariadb", "sqlite", "hfsql"…), "imaging", "mail" or "documents".
  kind      TEXT NOT NULL,
  found     INTEGER NOT NULL,  -- folders, and of SQLite files
  uncovered INTEGER NOT NULL,  -- those that no plan saves
  covered   INTEGER NOT NULL CHECK (covered IN (0, 1))  -- 1: plans save all of them
) STRICT;

# Sourced by ./run and ./test: which Debian packages each needs, and how they are installed.

BUILD_PACKAGES=(g++ cmake ninja-build ccache pkg-config python3 libfmt-dev libssl-dev libsqlite3-dev libboost1.81-dev
  libcli11-dev libcurl4-openssl-dev libsystemd-dev libzstd-dev zlib1g-dev
  libpango1.0-dev libcairo2-dev libqrencode-dev fonts-lato fonts-dejavu-core)

# The last three lines are for tests/live: a private bus with mocks, and the real settings of GNOME. Its comparison with nmcli
# is skipped where network-manager is not installed: that package would take over the network of whoever runs the tests.
TEST_PACKAGES=(lld openssl e2fsprogs mount doctest-dev librapidcheck-dev clang-format-19 restic
  dbus-daemon python3-dbusmock python3-aiosmtpd
  libglib2.0-bin dconf-cli dconf-gsettings-backend
  gsettings-desktop-schemas gnome-settings-daemon-common)

# For ./test --all: readers that know nothing of us, and servers of databases.
SLOW_PACKAGES=(dcmtk libjpeg-turbo-progs qpdf poppler-utils zbar-tools postgresql-15
  mariadb-server-core mariadb-client)

# For ./test --all and --long: ThreadSanitizer, libFuzzer, clang-tidy.
CLANG_PACKAGES=(clang-19 libclang-rt-19-dev clang-tidy-19)

# For ./test --all, which makes and tries programs for Windows. Of MinGW only the 64-bit half that has std::thread.
WINDOWS_PACKAGES=(g++-mingw-w64-x86-64-posix wine64 wine dpkg-dev tcl)

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Installs those of the named packages that are missing, and says which.
need_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  echo "Installing Debian packages: ${missing[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get -o DPkg::Lock::Timeout=900 update -qq >&2
  as_root apt-get -o DPkg::Lock::Timeout=900 install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# Configures (once) and builds one preset.
build() {
  local preset=$1
  shift
  if [ ! -f "build/$preset/build.ninja" ]; then cmake --preset "$preset" >&2; fi
  cmake --build --preset "$preset" "$@" >&2
}

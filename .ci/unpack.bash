# Functions to unpack Debian's packages into a folder, for get-nix, get-dot and get-shell.
# Nothing of the system changes and no root is needed: apt resolves, fetches and
# verifies in a private folder, the packages are only unpacked, and are started
# with their suite's own loader and libraries.
#
# DEBIAN_MIRROR         another mirror than the one this machine's packages come from

mirror() {
  [ -z "${DEBIAN_MIRROR:-}" ] || { echo "$DEBIAN_MIRROR"; return; }
  apt-get indextargets --format '$(SITE) $(ORIGIN) $(SUITE)' 'Created-By: Packages' |
    awk '$2 == "Debian" && $3 !~ /security|updates/ { print $1; exit }'
}

# unpack SUITE PACKAGE DIR: everything the package needs, libc included, below DIR/root.
unpack() {
  local suite=$1 package=$2 dir=$3 site a
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null ||
    { echo "apt-get and dpkg-deb are needed to fetch $package" >&2; return 1; }
  site=$(mirror)
  if [ -z "$site" ]; then # a bare machine has no package lists yet
    apt-get -qq update >&2 || true
    site=$(mirror)
  fi
  [ -n "$site" ] || { echo "no Debian mirror is known; set DEBIAN_MIRROR" >&2; return 1; }
  a=$dir/apt
  mkdir -p "$a"/etc/{apt.conf.d,preferences.d} "$a"/state/lists/partial "$a"/cache/archives/partial "$dir/root"
  : >"$a/state/status" # nothing counts as installed: apt takes the whole closure
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $site $suite main" >"$a/etc/sources.list"
  local apt=(apt-get -qq
    -o "Dir::Etc=$a/etc" -o "Dir::Etc::sourcelist=$a/etc/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State=$a/state" -o "Dir::State::lists=$a/state/lists" -o "Dir::State::status=$a/state/status"
    -o "Dir::Cache=$a/cache" -o Acquire::Languages=none -o Acquire::Check-Valid-Until=false
    -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false
    -o "APT::Sandbox::User=$(id -un)" -o Debug::NoLocking=1 -o Acquire::Retries=3)
  "${apt[@]}" update >&2 &&
    "${apt[@]}" install -y --download-only --no-install-recommends "$package" >&2 || return 1
  local deb
  for deb in "$a"/cache/archives/*.deb; do
    dpkg-deb -x "$deb" "$dir/root" || return 1
  done
  rm -rf "$a"
}

# loader DIR: the loader below DIR/root.
loader() {
  find "$1/root" -name 'ld-linux*.so.[0-9]*' \( -type f -o -type l \) | sort | head -n 1 | grep . ||
    { echo "no loader below $1/root" >&2; return 1; }
}

# libraries DIR: the folders of libraries below DIR/root, with colons between them.
libraries() {
  find "$1/root" -type d \( -path '*/usr/lib/*-linux-gnu*' -o -path '*/lib/*-linux-gnu*' \) -name '*-linux-gnu*' | sort | paste -sd:
}

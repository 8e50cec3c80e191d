# The set-up that scripts/run, scripts/test and scripts/build share (sourced by bash).
# Safe to repeat: what is there already is left as it is.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
VENV=$ROOT/.venv
export PIP_DISABLE_PIP_VERSION_CHECK=1

# To open the counter and its practice office.
PACKAGES_TO_RUN=(
  python3 python3-venv python3-tk python3-dev  # built with profiles: a fifth faster
  gcc libc6-dev libpcsclite-dev     # pyscard is compiled on this machine
  libpcsclite1 pcscd vsmartcard-vpcd  # PC/SC and its virtual reader
  iproute2 util-linux               # a network namespace for the private pcscd
  fontconfig fonts-noto-cjk         # Chinese on the screen
  cups-client                       # lp, lpstat
)
# To drive it without a display.
PACKAGES_FOR_SCREEN=(xvfb xdotool openbox)
# To read back the papers of the practice day.
PACKAGES_FOR_DAY=(poppler-utils)
# To test against the real servers and to freeze the program.
PACKAGES_TO_TEST=(poppler-utils postgresql cups binutils opensc pcsc-tools
  chromium chromium-driver softhsm2  # the console, the key module
)

say() { if [ -t 1 ]; then printf '\033[1m== %s\033[0m\n' "$*"; else printf '== %s\n' "$*"; fi; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "needs root or sudo to run: $*"
  fi
}

is_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

apt_install() {
  local apt=(apt-get install -y -q --no-install-recommends)
  as_root env DEBIAN_FRONTEND=noninteractive "${apt[@]}" "$@" >"$VENV.apt.log" 2>&1 \
    || { as_root apt-get update -q >>"$VENV.apt.log" 2>&1
         as_root env DEBIAN_FRONTEND=noninteractive "${apt[@]}" "$@" \
           >>"$VENV.apt.log" 2>&1; } \
    || { tail -n 20 "$VENV.apt.log" >&2; fail "could not install: $*"; }
  rm -f "$VENV.apt.log"
}

# need_packages NAME...: install the Debian packages that are missing.
need_packages() {
  command -v dpkg-query >/dev/null || {
    echo "Not a Debian system: please install what matches: $*" >&2
    return 0
  }
  local missing=() name
  for name in "$@"; do is_installed "$name" || missing+=("$name"); done
  [ ${#missing[@]} = 0 ] && return 0
  say "installing system packages: ${missing[*]}"
  apt_install "${missing[@]}"
}

suits() {  # a Python that can run the counter: new enough, Tk, venv, C headers
  "$1" - >/dev/null 2>&1 <<'PY'
import ensurepip, os, sys, sysconfig, tkinter, venv
header = os.path.join(sysconfig.get_path("include"), "Python.h")
sys.exit(not (sys.version_info >= (3, 11) and os.path.exists(header)))
PY
}

find_python() {  # the system's own first: security updates, and it is the faster build
  local name path
  for name in "${PYTHON:-/usr/bin/python3}" python3 python3.11 python3.12 python3.13; do
    path=$(command -v "$name") || continue
    if suits "$path"; then echo "$path"; return 0; fi
  done
  return 1
}

in_venv() {  # pip, quiet unless it fails
  "$VENV/bin/python" -m pip install -q --no-deps "$@" >"$VENV/pip.log" 2>&1 \
    || { tail -n 20 "$VENV/pip.log" >&2; fail "pip could not install: $*"; }
}

make_venv() {
  local stamp=$VENV/.made-from python wanted
  wanted=$(cat "$ROOT/requirements.lock" "$ROOT/pyproject.toml" | sha256sum)
  wanted="$wanted $ROOT"
  if [ -x "$VENV/bin/counter-app" ] && "$VENV/bin/python" -c '' 2>/dev/null \
      && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    return 0
  fi
  python=$(find_python) || fail "no Python 3.11 or newer with tkinter was found"
  say "making .venv with $("$python" --version) (the first time takes a few minutes)"
  "$VENV/bin/python" -c 'import sys; sys.exit(sys.prefix == sys.base_prefix)' \
    2>/dev/null || "$python" -m venv --clear "$VENV"
  in_venv --require-hashes -r "$ROOT/requirements.lock"
  in_venv --no-build-isolation -e "$ROOT"
  printf '%s' "$wanted" >"$stamp"
}

# set_up GROUP...: system packages of the groups (run, screen, day, test), then .venv.
set_up() {
  local group
  local wanted=("${PACKAGES_TO_RUN[@]}")
  for group in "$@"; do
    case $group in
      screen) wanted+=("${PACKAGES_FOR_SCREEN[@]}") ;;
      day) wanted+=("${PACKAGES_FOR_DAY[@]}") ;;
      test) wanted+=("${PACKAGES_TO_TEST[@]}") ;;
    esac
  done
  need_packages "${wanted[@]}"
  make_venv
}

# Installs and builds what blindvla and test need. Sourced by both, with root set; not meant to be run.
# Everything built goes to artifacts/; a stamp file there makes an unchanged second call take milliseconds. Where nothing is to be built nothing is
# opened for writing: a checkout may belong to somebody else or be mounted read-only.

unset CDPATH
artifacts="$root/artifacts"
harness="$artifacts/bin/BlindVla.Cli/release/blindvla.dll"

# Debian 12 package names. Building the MuJoCo server needs all of them; running it needs their run-time halves, which they pull in.
runtime_packages=(
  cmake ninja-build g++ pkg-config
  libmujoco-dev libgrpc++-dev protobuf-compiler-grpc libprotobuf-dev protobuf-compiler libgtest-dev libgmock-dev
  libtinyxml2-dev libpng-dev libjpeg-dev libssl-dev libopencv-videoio-dev
  libegl1 libegl-mesa0 libgl1-mesa-dri libosmesa6 libgl-dev libegl-dev
)
test_packages=(clang-format openssl chromium ffmpeg slurm-wlm munge)

# What cannot be said is no reason to stop.
say() { printf '%s\n' "$*" >&2 || true; }

# A closed stream becomes one that refuses, so that no file opened later gets its number and its output.
refuse_closed_streams() {
  { true 8>&2; } 2>/dev/null || exec 2</dev/null
  { true 8>&1; } 2>/dev/null || exec 1</dev/null
  { true 8<&0; } 2>/dev/null || exec 0</dev/null
}

# usable_folder FOLDER…: the first one that this user can keep files in.
usable_folder() {
  local folder
  for folder; do
    if [[ -n "$folder" && -d "$folder" && -w "$folder" && -x "$folder" ]]; then
      printf '%s\n' "$folder"
      return
    fi
  done
  return 1
}

# The .NET runtime and every compiler want a folder for temporary files, the .NET SDK a home.
find_places() {
  local folder
  if folder="$(usable_folder "${TMPDIR:-/tmp}" /tmp "${XDG_RUNTIME_DIR:-}" /dev/shm "$artifacts")" && [[ "$folder" != "${TMPDIR:-/tmp}" ]]; then
    export TMPDIR="$folder"
  fi
  if ! usable_folder "${HOME:-}" >/dev/null; then
    export DOTNET_CLI_HOME="${TMPDIR:-/tmp}"
  fi
}

# install_packages runtime|test: installs missing Debian packages as root, or names them and the command that would.
install_packages() {
  local wanted=("${runtime_packages[@]}")
  [[ "$1" == test ]] && wanted+=("${test_packages[@]}")
  local stamp="$artifacts/stamps/packages-$1"
  [[ -f "$stamp" && "$stamp" -nt "$root/build.sh" ]] && return
  if ! command -v dpkg-query >/dev/null; then
    say "blindvla: this is not a Debian system; install the equivalents of: ${wanted[*]}"
    return
  fi
  local missing=()
  for package in "${wanted[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  if ((${#missing[@]})); then
    if ((EUID != 0)); then
      say "blindvla: these Debian packages are missing: ${missing[*]}"
      say "          install them with: sudo apt-get install --no-install-recommends ${missing[*]}"
      exit 4
    fi
    say "blindvla: installing ${missing[*]}"
    claim_artifacts
    run_quietly packages bash -c 'apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=600 "$@"' apt "${missing[@]}"
  fi
  # Without a stamp the next call asks again, which is all that a checkout of somebody else's costs.
  { mkdir -p "$artifacts/stamps" && touch "$stamp"; } 2>/dev/null || true
}

# claim_artifacts: one builder at a time per checkout, until this process ends or builds are done.
claim_artifacts() {
  if ! { mkdir -p "$artifacts"/{logs,stamps} && : >>"$artifacts/build.lock"; } 2>/dev/null; then
    say "blindvla: something must be built, but $(id -un 2>/dev/null || id -u) cannot write to $artifacts."
    say "          Run ./blindvla suite list once as the owner ($(stat -c %U "$root")), or use a copy of the checkout that you may write to."
    exit 4
  fi
  exec 9>>"$artifacts/build.lock"
  flock 9
  if ! usable_folder "${HOME:-}" >/dev/null; then
    # NuGet keeps packages there, the SDK its sentinels.
    export HOME="$artifacts/home"
    mkdir -p "$HOME"
  fi
}

# run_quietly NAME COMMAND…: keeps the output in a log, shows its end when the command fails.
run_quietly() {
  local log="$artifacts/logs/$1.log"
  shift
  # Without the lock: what a compiler leaves running would hold it.
  if ! "$@" >"$log" 2>&1 9>&-; then
    tail -n 40 "$log" >&2 || true
    say "blindvla: failed: $* (whole output: $log)"
    exit 4
  fi
}

# unchanged STAMP PATH…: true when the stamp is newer than every file and folder below the paths.
unchanged() {
  local stamp="$1"
  shift
  [[ -f "$stamp" && -z "$(find "$@" -newer "$stamp" -not -name '*.md' -print -quit 2>/dev/null)" ]]
}

require_dotnet() {
  if ! command -v dotnet >/dev/null; then
    say "blindvla: the .NET 10 SDK is missing; see https://learn.microsoft.com/dotnet/core/install/linux-debian, or install it with:"
    say "          curl -fsSL https://dot.net/v1/dotnet-install.sh | $( ((EUID == 0)) || echo "sudo ")bash -s -- --channel 10.0 --install-dir /usr/local/bin"
    exit 4
  fi
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 BLINDVLA_DEBIAN_PACKAGES="${runtime_packages[*]}"
}

harness_is_built() {
  [[ -f "$harness" ]] && unchanged "$artifacts/stamps/harness" \
    "$root"/{harness,policies,protos,build.sh,Directory.Build.props,Directory.Packages.props,BannedSymbols.txt,.editorconfig,global.json}
}

# The simulator; the arm, its check, and the one without metal.
server_programs=(server/blindvla-mujoco-server widowx/{server/blindvla-widowx-server,arm/blindvla-widowx-check,emulator/blindvla-widowx-emulator,jog/blindvla-widowx-jog})

servers_are_built() {
  local server
  for server in "${server_programs[@]}"; do
    [[ -f "$artifacts/cpp/$server" ]] || return 1
  done
  unchanged "$artifacts/stamps/server" "$root"/sim-bridge/{mujoco,widowx} "$root"/{protos,build.sh}
}

assets_are_built() {
  [[ -d "$artifacts/assets" ]] && unchanged "$artifacts/stamps/assets" "$root"/sim-bridge/assets "$root"/{build.sh,Directory.Build.props,Directory.Packages.props}
}

# cmake_is_at_home FOLDER: CMake's cache and CTest's lists name the folder they were made in. Where the checkout was moved or copied they are of
# no use; the programs are.
cmake_is_at_home() {
  grep -qsxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root/sim-bridge/mujoco" "$artifacts/$1/CMakeCache.txt"
}

build_harness() {
  harness_is_built && return
  say "blindvla: building the harness"
  run_quietly harness dotnet build "$root/harness/BlindVla.Cli" -c Release
  touch "$artifacts/stamps/harness"
}

build_servers() {
  servers_are_built && return
  say "blindvla: building the MuJoCo server, the arm's server and its emulator"
  cmake_is_at_home cpp || rm -rf "$artifacts/cpp"
  run_quietly server-configure cmake -S "$root/sim-bridge/mujoco" -B "$artifacts/cpp" -G Ninja
  run_quietly server cmake --build "$artifacts/cpp" --target "${server_programs[@]##*/}"
  touch "$artifacts/stamps/server"
}

build_assets() {
  assets_are_built && return
  say "blindvla: making the robot, the objects and the pictures"
  run_quietly assets-build dotnet build "$root/sim-bridge/assets/BlindVla.AssetGenerator" -c Release
  run_quietly assets dotnet "$artifacts/bin/BlindVla.AssetGenerator/release/BlindVla.AssetGenerator.dll" \
    --output "$artifacts/assets" --robot "$root/sim-bridge/assets/robot"
  touch "$artifacts/stamps/assets"
}

# The servers and the managed code are built side by side.
build_all() {
  if servers_are_built && harness_is_built && assets_are_built; then
    return
  fi
  claim_artifacts
  build_servers &
  local compiling=$!
  build_harness
  build_assets
  wait "$compiling" || exit 4
  exec 9>&-
}

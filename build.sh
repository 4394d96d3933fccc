# Installs and builds what blindvla and test need. Sourced by both; not meant to be run.
# Everything built goes to artifacts/; a stamp file there makes an unchanged second call take milliseconds.

artifacts="$root/artifacts"

# Debian 12 package names. Building the MuJoCo server needs all of them; running it needs their run-time halves, which they pull in.
runtime_packages=(
  cmake ninja-build g++ pkg-config
  libmujoco-dev libgrpc++-dev protobuf-compiler-grpc libprotobuf-dev protobuf-compiler libgtest-dev libgmock-dev
  libtinyxml2-dev libpng-dev libjpeg-dev libssl-dev
  libegl1 libegl-mesa0 libgl1-mesa-dri libosmesa6 libgl-dev libegl-dev
)
test_packages=(clang-format openssl chromium)

say() { printf '%s\n' "$*" >&2; }

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
      exit 2
    fi
    say "blindvla: installing ${missing[*]}"
    run_quietly packages bash -c 'apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"' apt "${missing[@]}"
  fi
  mkdir -p "$artifacts/stamps" && touch "$stamp"
}

# run_quietly NAME COMMAND…: keeps the output in a log, shows its end when the command fails.
run_quietly() {
  local log="$artifacts/logs/$1.log"
  shift
  mkdir -p "$artifacts/logs"
  if ! "$@" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
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
    say "blindvla: the .NET 10 SDK is missing; see https://learn.microsoft.com/dotnet/core/install/linux-debian"
    exit 2
  fi
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 BLINDVLA_DEBIAN_PACKAGES="${runtime_packages[*]}"
}

build_harness() {
  require_dotnet
  local stamp="$artifacts/stamps/harness"
  unchanged "$stamp" "$root"/{harness,policies,protos,build.sh,Directory.Build.props,Directory.Packages.props,BannedSymbols.txt,.editorconfig,global.json} && return
  say "blindvla: building the harness"
  run_quietly harness dotnet build "$root/harness/BlindVla.Cli" -c Release
  mkdir -p "$artifacts/stamps" && touch "$stamp"
}

build_server() {
  local stamp="$artifacts/stamps/server"
  unchanged "$stamp" "$root"/sim-bridge/mujoco "$root"/{protos,build.sh} && return
  say "blindvla: building the MuJoCo server"
  run_quietly server-configure cmake -S "$root/sim-bridge/mujoco" -B "$artifacts/cpp" -G Ninja
  run_quietly server cmake --build "$artifacts/cpp"
  mkdir -p "$artifacts/stamps" && touch "$stamp"
}

build_assets() {
  require_dotnet
  local stamp="$artifacts/stamps/assets"
  [[ -d "$artifacts/assets" ]] && unchanged "$stamp" "$root"/sim-bridge/assets "$root"/{build.sh,Directory.Build.props,Directory.Packages.props} && return
  say "blindvla: making the robot, the objects and the pictures"
  run_quietly assets-build dotnet build "$root/sim-bridge/assets/BlindVla.AssetGenerator" -c Release
  run_quietly assets dotnet "$artifacts/bin/BlindVla.AssetGenerator/release/BlindVla.AssetGenerator.dll" \
    --output "$artifacts/assets" --robot "$root/sim-bridge/assets/robot"
  mkdir -p "$artifacts/stamps" && touch "$stamp"
}

# The server and the managed code are built side by side; one builder at a time per checkout.
build_all() {
  mkdir -p "$artifacts"
  exec 9>"$artifacts/build.lock"
  flock 9
  build_server &
  local server=$!
  build_harness
  build_assets
  wait "$server" || exit 4
  exec 9>&-
}

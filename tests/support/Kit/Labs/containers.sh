#!/usr/bin/env bash
# A container engine for tests, docker or podman, in namespaces and folders of its own. Needs root. Programs reach it by the socket FOLDER/socket.
#   containers.sh up ENGINE FOLDER     starts it, with an image: busybox and the C library. If FOLDER/tls has ca.pem, cert.pem and key.pem, docker also
#     listens at 127.0.0.1:2376 of its network namespace, and requires client certificates.
#   containers.sh add ENGINE FOLDER ARCHIVE PATH...  packs the image with further files and folders, and the libraries that they need
#   containers.sh add-postgresql ENGINE FOLDER ARCHIVE  packs the image with the newest PostgreSQL of this machine, as Debian installs it
#   containers.sh start ENGINE FOLDER [ends]  starts the engine again after 'kill'; with 'ends', docker ends the containers that still run
#   containers.sh kill ENGINE FOLDER   ends the engine by SIGKILL. Containers, and the containerd of docker, continue.
#   containers.sh down ENGINE FOLDER   ends and removes everything, and fails if something remains; may be repeated
set -euo pipefail
verb=$1 engine=$2 folder=$3 containers=${4:-continue}
group=${folder//\//-} # of control groups

fail() {
  echo "$1: $(tail -q -n 5 "$folder"/*.log 2>/dev/null)" >&2
  exit 1
}

until_true() { # message, command
  for _ in $(seq 300); do
    "${@:2}" >/dev/null 2>&1 && return
    sleep 0.05
  done
  fail "$1"
}

# A process that waits keeps the namespaces while an engine restarts. Engines write to the three folders, which are others there: two services of
# Podman would have the same locks in /dev/shm. The folder is mounted on itself, so that the processes of the namespaces are found by it.
hold() {
  # shellcheck disable=SC2016
  unshare --net --mount --propagation private bash -c \
    'mount --bind "$0" "$0" && for own in /run /var/lib /dev/shm; do mount -t tmpfs tmpfs "$own" || exit 1; done
    mkdir /run/netns && ip link set lo up && echo $$ >"$0/holder.pid" && exec sleep infinity' \
    "$folder" </dev/null >"$folder/holder.log" 2>&1 &
  until_true "no namespaces" test -s "$folder/holder.pid"
}

inside() { # name, command: starts it in the namespaces
  nsenter --target "$(cat "$folder/holder.pid")" --mount --net -- "${@:2}" </dev/null >>"$folder/$1.log" 2>&1 &
  echo $! >"$folder/$1.pid"
}

lives() { # name
  [ -s "$folder/$1.pid" ] && grep -qs '^State:.[^XZ]' "/proc/$(cat "$folder/$1.pid")/status"
}

ended() { # name: its socket is closed, too. The first thread of a killed process can be over before the others.
  ! lives "$1" && ! grep -qs " $folder/socket\$" "/proc/$(cat "$folder/holder.pid")/net/unix"
}

start_docker() {
  if ! lives containerd; then
    cat >"$folder/containerd.toml" <<END
version = 2
root = "$folder/containerd"
state = "$folder/containerd-state"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt", "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]
[grpc]
address = "$folder/containerd.sock"
END
    inside containerd containerd --config "$folder/containerd.toml"
    until_true "containerd does not start" test -S "$folder/containerd.sock"
  fi
  local tls=()
  [ ! -d "$folder/tls" ] || tls=(--host tcp://127.0.0.1:2376 --tlsverify --tlscacert "$folder/tls/ca.pem" --tlscert "$folder/tls/cert.pem" --tlskey "$folder/tls/key.pem")
  echo "{\"deprecated-key-path\": \"$folder/key.json\"}" >"$folder/daemon.json"
  rm -f "$folder/engine-own.pid"
  inside engine dockerd --config-file "$folder/daemon.json" --containerd "$folder/containerd.sock" --data-root "$folder/data" --exec-root "$folder/exec" \
    --pidfile "$folder/engine-own.pid" --host "unix://$folder/socket" "${tls[@]}" --cgroup-parent "/$group" --live-restore="$([ "$containers" = ends ] && echo false || echo true)"
}

start_podman() {
  cat >"$folder/containers.conf" <<END
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
exit_command_delay = 5
static_dir = "$folder/libpod"
tmp_dir = "$folder/tmp"
volume_path = "$folder/volumes"
[network]
network_config_dir = "$folder/networks"
END
  cat >"$folder/storage.conf" <<END
[storage]
driver = "overlay"
graphroot = "$folder/storage"
runroot = "$folder/storage-run"
END
  CONTAINERS_CONF=$folder/containers.conf CONTAINERS_STORAGE_CONF=$folder/storage.conf inside engine podman system service --time=0 "unix://$folder/socket"
}

start() {
  rm -f "$folder/socket"
  "start_$engine"
  until_true "$engine does not start" test -S "$folder/socket"
}

pack() { # an image with busybox and the C library, with which the ready-made agent runs
  local root=$folder/image program library
  mkdir -p "$root"/{bin,tmp,etc,lib64}
  cp "$(command -v busybox)" "$root/bin/busybox"
  for program in sh cat echo true false sleep ls rm mkdir kill ps ip ping nc wget dd df hostname env id test; do
    ln -s busybox "$root/bin/$program"
  done
  for library in $(ldd "$(command -v env)" | grep -o '/[^ ]*'); do
    cp --parents -L "$library" "$root"
    [[ $library != */libc.so.6 ]] || cp --parents -L "${library%/*}/libm.so.6" "$root"
  done
  echo 'root:x:0:0:root:/:/bin/sh' >"$root/etc/passwd"
  chmod 1777 "$root/tmp"
  tar -C "$root" -cf "$folder/image.tar" .
}

copy() { # root folder of an image, then files and folders of this machine
  local root=$1 library
  cp --parents -rL "${@:2}" "$root"
  find -L "${@:2}" -type f -exec ldd {} + 2>/dev/null | sed -n 's|^\t.*=> \(/[^ ]*\) .*|\1|p; s|^\t\(/[^ ]*\) .*|\1|p' | sort -u | while read -r library; do
    cp --parents -L "$library" "$root"
  done
}

add() { # archive, then files and folders of this machine
  local root=$folder/${1%.tar}
  cp -a "$folder/image" "$root"
  copy "$root" "${@:2}"
  tar -C "$root" -cf "$folder/$1" .
}

add_postgresql() { # archive. Without the JIT compiler, whose LLVM is larger than all else.
  local root=$folder/${1%.tar} home program
  home=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
  home=${home%/bin/initdb}
  cp -a "$folder/image" "$root"
  copy "$root" "$home"/bin/{initdb,postgres,psql,pg_isready} "$home"/lib/{dict_snowball,plpgsql}.so
  cp --parents -rL "/usr/share/postgresql/${home##*/}" "$root"
  for program in initdb postgres psql pg_isready; do
    ln -s "$home/bin/$program" "$root/bin/$program"
  done
  echo 'postgres:x:999:999::/tmp:/bin/sh' >>"$root/etc/passwd"
  mkdir -p "$root/var/run/postgresql"
  chmod 1777 "$root/var/run/postgresql"
  tar -C "$root" -cf "$folder/$1" .
}

remaining() { # processes that see mounts of the folder: the namespaces', and those of containers; and Podman's DNS server, which has other mounts
  local process
  {
    grep -lsF -e "$folder " -e "$folder/" -e "${folder#/tmp}/" /proc/[0-9]*/mountinfo
    grep -lsaF "CONTAINERS_CONF=$folder/" /proc/[0-9]*/environ
  } | while IFS=/ read -r _ _ process _; do
    [ ! -e "/proc/$process/exe" ] || echo "$process"
  done | sort -u || true
}

down() {
  local rest
  for _ in $(seq 100); do
    rest=$(remaining)
    [ -n "$rest" ] || break
    # The numbers are words.
    # shellcheck disable=SC2086
    kill -KILL $rest 2>/dev/null || true
    sleep 0.05
  done
  local container names=(-path "*/$group/*" -o -name "$group")
  for container in "$folder"/storage/overlay-containers/*/; do
    [ ! -d "$container" ] || names+=(-o -name "libpod*$(basename "$container")")
  done
  find /sys/fs/cgroup -depth -type d \( "${names[@]}" \) -exec rmdir {} + 2>/dev/null || true
  rm -rf --one-file-system "$folder"
  [ -z "$rest" ] || { echo "processes remain: $rest" >&2 && return 1; }
}

case $verb in
  up) mkdir -p "$folder" && hold && start && pack ;;
  add) add "${@:4}" ;;
  add-postgresql) add_postgresql "$4" ;;
  start) start ;;
  kill) kill -KILL "$(cat "$folder/engine.pid")" && until_true "$engine does not end" ended engine ;;
  down) [ ! -d "$folder" ] || down ;;
  *) echo "containers.sh up, add, add-postgresql, start, kill or down, then docker or podman, then a folder" >&2; exit 2 ;;
esac

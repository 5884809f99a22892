#!/usr/bin/env bash
# Makes machines for tests: a network namespace with an SSH server for each, and one for whoever logs in to them. Nothing leaves this machine.
#   ssh.sh up FOLDER NAME COUNT    folder below /var/tmp, name of up to 5 letters and digits
#   ssh.sh down FOLDER NAME        removes all of it; may be repeated
#   ssh.sh serve FOLDER NAME NUMBER [LINE...]   starts a server again, with further lines of configuration
# Machine 1 has 10.77.0.11. Each has its own home, /tmp and host key, and its own users, passwords and rules
# of sudo when its folder has a file passwd, shadow or sudoers. Needs root, iproute2, openssh-server, util-linux.
# The clone and the .NET runtime stay visible on every machine, also below the home and the /tmp that a machine hides.
set -euo pipefail
verb=$1 folder=$2 name=$3
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../../.." && pwd -P)
runtime=$(dirname "$(readlink -f "$(command -v dotnet)")")

node_folder() { echo "$folder/$1"; }
address() { echo "10.77.$((($1 + 10) / 250)).$((($1 + 10) % 250))"; }
hub() { ip netns exec "$name-hub" "$@"; }

serve() { # number, lines: a server in its namespaces, with a home and a /tmp of its own
  local node=$1 at line
  at=$(node_folder "$node")
  shift
  # The first value of a setting counts.
  { for line in "$@"; do echo "$line"; done; cat "$at/base_config"; } >"$at/sshd_config"
  ip netns exec "$name-n$node" unshare --uts --mount sh -c '
    at=$1 home=$3
    hostname "node$2"
    mount --make-rprivate /
    shift 3
    number=0
    for program in "$@"; do
      number=$((number + 1))
      mkdir -p "$at/programs/$number"
      mount --bind "$program" "$at/programs/$number"
    done
    mount --bind "$at/home" "$home"
    mount --bind "$at/tmp" /tmp
    number=0
    for program in "$@"; do
      number=$((number + 1))
      [ -d "$program" ] && [ "$program" -ef "$at/programs/$number" ] && continue
      mkdir -p "$program"
      mount --bind "$at/programs/$number" "$program"
    done
    for file in passwd shadow sudoers; do [ ! -f "$at/$file" ] || mount --bind "$at/$file" "/etc/$file"; done
    exec /usr/sbin/sshd -f "$at/sshd_config" -E "$at/log"' \
    sh "$at" "$node" "$(getent passwd root | cut -d: -f6)" "$root" "$runtime" </dev/null >/dev/null 2>&1
  # It writes its number when it listens: a limit, not an expectation.
  for _ in $(seq 1200); do [ -s "$at/pid" ] && return; sleep 0.05; done
  echo "the SSH server of machine $node does not start: $(tail -n 3 "$at/log")" >&2
  return 1
}

configure() { # number
  local at
  at=$(node_folder "$1")
  ssh-keygen -q -t ed25519 -N '' -C "node$1" -f "$at/host_key"
  cat >"$at/base_config" <<END
ListenAddress $(address "$1"):22
HostKey $at/host_key
PidFile $at/pid
AuthorizedKeysFile $folder/id.pub
StrictModes no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
PrintMotd no
PrintLastLog no
MaxStartups 200:30:400
MaxSessions 100
Subsystem sftp internal-sftp
END
}

add_machine() { # number
  local at
  at=$(node_folder "$1")
  mkdir -p "$at/home" "$at/tmp"
  chmod 1777 "$at/tmp"
  ip netns add "$name-n$1"
  hub ip link add "$name-v$1" type veth peer name eth0 netns "$name-n$1"
  hub ip link set "$name-v$1" master bridge up
  ip -n "$name-n$1" link set lo up
  ip -n "$name-n$1" addr add "$(address "$1")/16" dev eth0
  ip -n "$name-n$1" link set eth0 up
  configure "$1"
  echo "$(address "$1") $(cut -d' ' -f1,2 "$at/host_key.pub")" >>"$folder/known_hosts"
}

up() { # count
  local node
  trap 'down; exit 1' ERR
  mkdir -p "$folder" /run/sshd
  chmod 700 "$folder"
  ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$folder/id"
  ip netns add "$name-hub"
  hub ip link set lo up
  hub ip link add bridge type bridge forward_delay 0 stp_state 0
  hub ip addr add 10.77.0.1/16 dev bridge
  hub ip link set bridge up
  for node in $(seq "$1"); do add_machine "$node"; done
  for node in $(seq "$1"); do serve "$node"; done
  printf '#!/bin/sh\nexec ip netns exec %s-hub /usr/bin/ssh "$@"\n' "$name" >"$folder/ssh"
  chmod 700 "$folder/ssh"
  : >"$folder/config"
}

down() {
  local space process
  for space in $(ip netns list 2>/dev/null | awk '{print $1}' | grep -E "^$name-(hub|n[0-9]+)$" || true); do
    for _ in 1 2 3 4 5; do
      for process in $(ip netns pids "$space" 2>/dev/null || true); do kill -CONT "$process" 2>/dev/null || true; kill -KILL "$process" 2>/dev/null || true; done
      [ -z "$(ip netns pids "$space" 2>/dev/null || true)" ] && break
      sleep 0.05
    done
    ip netns del "$space" 2>/dev/null || true
  done
  rm -rf --one-file-system "$folder"
}

[[ $folder == /var/tmp/?* ]] || { echo "the folder must be below /var/tmp" >&2; exit 2; }
[[ $name =~ ^[a-z0-9]{1,5}$ ]] || { echo "a name has up to 5 letters and digits" >&2; exit 2; }
case $verb in
  up) up "$4" ;;
  down) down ;;
  serve) node=$4; shift 4; serve "$node" "$@" ;;
  *) echo "no such verb: $verb" >&2; exit 2 ;;
esac

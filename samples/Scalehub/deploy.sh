#!/usr/bin/env bash
# shub in a container, for machines that shall have neither .NET nor Ansible; './deploy.sh help' lists what it does.
# Exit codes: 0 done, 1 it failed, 2 wrong words, 3 there is no container engine.
set -euo pipefail

base=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
image=${SHUB_IMAGE:-scalewright-shub}
network=${SHUB_NETWORK:-scalewright-shub}
credentials=${SHUB_CREDENTIALS:-$base/secrets/credentials.env}
vpn=${SHUB_VPN:-$base/secrets/vpn}
services=(vpn shub dns)

help() {
  cat <<'END'
deploy.sh VERB
  generate           asks for the credentials of Grid'5000 and keeps them in secrets/credentials.env, which only you may read;
                     without a terminal it takes them from SHUB_USER and SHUB_PASSWORD
  create             builds the image and starts its containers: vpn, if secrets/vpn has a file NAME.ovpn (with its .key and .crt), whose
                     network is that of shub; shub; and dns, which resolves names of services
  remove             removes the containers and their network; the image, conf, inventory and experiments-data stay
  restart            removes the containers and creates them again
  restart_ss NAME    restarts one service: vpn, which restarts shub, too; shub; or dns
  shell              opens a shell in the container shub
  push REGISTRY      pushes the image to a registry, as REGISTRY/IMAGE
  help               prints this
Variables: SHUB_ENGINE (docker or podman), SHUB_IMAGE, SHUB_NETWORK, SHUB_CREDENTIALS, SHUB_VPN, SHUB_DOMAIN and SHUB_CONTROL for dns.
END
}

fail() { # exit code, words
  echo "deploy.sh: ${*:2}" >&2
  exit "$1"
}

find_engine() {
  local name silent=
  for name in ${SHUB_ENGINE:-docker podman}; do
    command -v "$name" >/dev/null 2>&1 || continue
    # A client without its daemon tells its own version and fails.
    if "$name" version >/dev/null 2>&1; then
      engine=$name
      return
    fi
    silent="$silent $name"
  done
  [ -z "$silent" ] || fail 3 "there is no container engine:$silent is installed and no engine answers; start it, or use shub without one"
  fail 3 "there is no container engine: install podman or docker, or use shub without one"
}

name_of() { echo "$network-$1"; }

is_there() { "$engine" container inspect "$(name_of "$1")" >/dev/null 2>&1; }

generate() {
  local user=${SHUB_USER:-} password=${SHUB_PASSWORD:-}
  if [ -t 0 ]; then
    [ -n "$user" ] || read -r -p 'User: ' user
    [ -n "$password" ] || { read -r -s -p 'Password: ' password; echo; }
  fi
  [ -n "$user" ] && [ -n "$password" ] || fail 2 "a user and a password are needed: run it in a terminal, or set SHUB_USER and SHUB_PASSWORD"
  case $user$password in *$'\n'*) fail 2 "neither user nor password may hold a line break" ;; esac
  mkdir -p "$(dirname "$credentials")"
  # Never readable by others, not even for a moment, and whole or not there at all.
  (umask 077 && printf 'G5K_USER=%s\nG5K_PASSWORD=%s\n' "$user" "$password" >"$credentials.new")
  chmod 0600 "$credentials.new"
  mv "$credentials.new" "$credentials"
  echo "wrote $credentials"
}

find_vpn() {
  local -a found=("$vpn"/*.ovpn)
  [ ${#found[@]} -eq 1 ] || fail 2 "$vpn has several files NAME.ovpn; leave one"
  config=
  [ ! -f "${found[0]}" ] || config=$(basename "${found[0]}")
}

start() { # service
  local -a words=(run --detach --name "$(name_of "$1")" --restart unless-stopped)
  if [ "$1" = shub ] && [ -n "$config" ]; then
    words+=(--network "container:$(name_of vpn)")
  else
    words+=(--hostname "$1" --network "$network")
  fi
  case $1 in
    vpn)
      [ -n "$config" ] || { echo "vpn is not started: $vpn has no file NAME.ovpn"; return; }
      # Only what the VPN announces goes through it, not the way to everything else.
      "$engine" "${words[@]}" --cap-add NET_ADMIN --device /dev/net/tun --volume "$vpn:/vpn:ro" "$image" \
        openvpn --cd /vpn --config "$config" --pull-filter ignore redirect-gateway --script-security 2 --up "/usr/local/bin/vpn-names /etc/resolv.conf"
      ;;
    shub)
      [ ! -f "$credentials" ] || words+=(--env-file "$credentials")
      [ ! -d "$HOME/.ssh" ] || words+=(--volume "$HOME/.ssh:/ssh:ro")
      mkdir -p "$base/inventory" "$base/experiments-data"
      words+=(--volume "$base/conf:/app/conf" --volume "$base/playbooks:/app/playbooks:ro" --volume "$base/inventory:/app/inventory" --volume "$base/experiments-data:/app/experiments-data")
      "$engine" "${words[@]}" "$image" sleep infinity
      ;;
    dns)
      [ -n "${SHUB_CONTROL:-}" ] || { echo "dns is not started: SHUB_CONTROL holds no address"; return; }
      "$engine" "${words[@]}" --publish 127.0.0.1:5353:53/udp "$image" dnsmasq --keep-in-foreground --no-resolv --address="/${SHUB_DOMAIN:-scalehub.test}/$SHUB_CONTROL"
      ;;
  esac
}

create() {
  local service
  find_vpn
  for service in "${services[@]}"; do
    ! is_there "$service" || fail 1 "the container $(name_of "$service") is there already; use restart, or remove"
  done
  "$engine" build --tag "$image" --file "$base/Containerfile" "$base/../.."
  "$engine" network inspect "$network" >/dev/null 2>&1 || "$engine" network create "$network"
  for service in "${services[@]}"; do start "$service"; done
}

remove() {
  local service
  for service in "${services[@]}"; do
    ! is_there "$service" || "$engine" rm --force "$(name_of "$service")"
  done
  ! "$engine" network inspect "$network" >/dev/null 2>&1 || "$engine" network rm "$network"
}

restart_one() { # service
  case " ${services[*]} " in
    *" ${1:-} "*) ;;
    *) fail 2 "name a service: ${services[*]}" ;;
  esac
  is_there "$1" || fail 1 "the service $1 does not run; use create"
  "$engine" restart "$(name_of "$1")"
  # Its network was that of the container before.
  [ "$1" != vpn ] || "$engine" restart "$(name_of shub)"
}

open_shell() {
  is_there shub || fail 1 "the service shub does not run; use create"
  exec "$engine" exec --interactive --tty "$(name_of shub)" bash
}

push() { # registry
  [ -n "${1:-}" ] || fail 2 "name a registry: deploy.sh push REGISTRY"
  "$engine" tag "$image" "$1/$image"
  "$engine" push "$1/$image"
}

verb=${1:-}
case $verb in
  help | -h | --help) help ;;
  generate) generate ;;
  create | remove | restart | restart_ss | shell | push)
    find_engine
    case $verb in
      create) create ;;
      remove) remove ;;
      restart)
        remove
        create
        ;;
      restart_ss) restart_one "${2:-}" ;;
      shell) open_shell ;;
      push) push "${2:-}" ;;
    esac
    ;;
  *)
    help >&2
    exit 2
    ;;
esac

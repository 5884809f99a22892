#!/bin/sh
# Needs a python3 with mako (Debian: python3-mako). NODES, CONTAINERS, NAME and ROUNDS come from the environment.
for python in python3 /usr/bin/python3; do
  if "$python" -c 'import mako' 2>/dev/null; then
    exec "$python" "$(dirname "$0")/render.py"
  fi
done
echo "no python3 with mako" >&2
exit 3

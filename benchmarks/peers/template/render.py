"""Expands NODES x CONTAINERS and renders each node's script with mako. Prints one line of JSON for each of ROUNDS rounds.

The time is that of expanding, rendering and encoding; reading the template and hashing the bytes are not in it.
"""
import hashlib
import ipaddress
import json
import os
import time

from mako.template import Template

NAME = os.environ.get("NAME", "web")
NODES = int(os.environ.get("NODES", "1000"))
CONTAINERS = int(os.environ.get("CONTAINERS", "100"))
ROUNDS = int(os.environ.get("ROUNDS", "1"))
NETWORKS = [("MGMT", ipaddress.ip_network("10.0.0.0/8")), ("CTRL", ipaddress.ip_network("172.16.0.0/12"))]


def containers_of(node, host):
    for k in range(CONTAINERS):
        index = node * CONTAINERS + k
        yield {
            "name": f"{host}-c{k + 1:03d}",
            "filesystem": f"/{host}/c{k + 1}/fs",
            "links": [
                {"network": name, "address": str(net.network_address + 2 + index), "prefix": net.prefixlen, "device": f"veth{j}"}
                for j, (name, net) in enumerate(NETWORKS)
            ],
        }


def render(template):
    gateway = str(NETWORKS[0][1].network_address + 1)
    for node in range(NODES):
        host = f"{NAME}-{node + 1:05d}"
        containers = list(containers_of(node, host))
        yield template.render(host=host, containers=containers, cpus=1, memory=512, rootfs="otsimfs.tgz", gateway=gateway).encode()


def main():
    template = Template(filename=os.path.join(os.path.dirname(os.path.abspath(__file__)), "node.mako"))
    for _ in range(ROUNDS):
        digest, size, seconds, cpu = hashlib.sha256(), 0, 0.0, 0.0
        scripts = render(template)
        while True:
            start, cpu_start = time.perf_counter(), time.process_time()
            script = next(scripts, None)
            seconds += time.perf_counter() - start
            cpu += time.process_time() - cpu_start
            if script is None:
                break
            digest.update(script)
            size += len(script)
        print(json.dumps({"seconds": round(seconds, 6), "cpu_seconds": round(cpu, 6), "bytes": size, "sha256": digest.hexdigest()[:16]}), flush=True)


main()

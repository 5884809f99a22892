# ${host}
disk prepare ${rootfs}
% for c in containers:
vm config vcpus ${cpus}
vm config memory ${memory}
vm config filesystem ${c['filesystem']}
vm config hostname ${c['name']}
vm config net ${' '.join(link['network'] for link in c['links'])}
vm launch container ${c['name']}
% for link in c['links']:
cc exec ip addr add ${link['address']}/${link['prefix']} dev ${link['device']}
% endfor
cc exec ip route add default via ${gateway}
% endfor
vm start all

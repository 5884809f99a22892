namespace wind
ns queueing true

clear vm config
vm config vcpus 1
vm config memory 1024
vm config filesystem tar:otsimfs.tgz
vm config init /init

vm config volume /shared/ /scale/shared/


vm config hostname wtg-1-yaw-controller
vm config net wtg-1

vm config volume /etc/ot-sim/ /scale/p-3/1/
vm launch container wtg-1-yaw-controller

vm launch

vm start all


cc filter name=wtg-1-yaw-controller
cc exec ip addr add 10.135.1.11/24 dev veth0
cc exec ip route add default via 10.135.1.254


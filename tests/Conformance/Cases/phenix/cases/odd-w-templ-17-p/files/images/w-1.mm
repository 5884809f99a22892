namespace wind
ns queueing true

clear vm config
vm config vcpus 1
vm config memory 512
vm config filesystem tar:otsimfs.tgz
vm config init /init

vm config volume /shared/ /scale/shared/


vm config hostname wtg-1-main-controller
vm config net odd-w-templ-17-p,100 wtg-1

vm config volume /etc/ot-sim/ /scale/w-1/1/
vm launch container wtg-1-main-controller

vm config hostname wtg-1-signal-converter
vm config net wtg-1

vm config volume /etc/ot-sim/ /scale/w-1/2/
vm launch container wtg-1-signal-converter

vm config hostname wtg-1-yaw-controller
vm config net wtg-1

vm config volume /etc/ot-sim/ /scale/w-1/3/
vm launch container wtg-1-yaw-controller

vm config hostname wtg-1-blade-1
vm config net wtg-1

vm config volume /etc/ot-sim/ /scale/w-1/4/
vm launch container wtg-1-blade-1

vm config hostname wtg-1-blade-2
vm config net wtg-1

vm config volume /etc/ot-sim/ /scale/w-1/5/
vm launch container wtg-1-blade-2

vm config hostname wtg-1-blade-3
vm config net wtg-1

vm config volume /etc/ot-sim/ /scale/w-1/6/
vm launch container wtg-1-blade-3

vm launch

vm start all


cc filter name=wtg-1-main-controller
cc exec ip addr add 10.1.0.1/24 dev veth0
cc exec ip addr add 10.135.1.254/24 dev veth1

cc filter name=wtg-1-signal-converter
cc exec ip addr add 10.135.1.21/24 dev veth0
cc exec ip route add default via 10.135.1.254

cc filter name=wtg-1-yaw-controller
cc exec ip addr add 10.135.1.11/24 dev veth0
cc exec ip route add default via 10.135.1.254

cc filter name=wtg-1-blade-1
cc exec ip addr add 10.135.1.31/24 dev veth0
cc exec ip route add default via 10.135.1.254

cc filter name=wtg-1-blade-2
cc exec ip addr add 10.135.1.32/24 dev veth0
cc exec ip route add default via 10.135.1.254

cc filter name=wtg-1-blade-3
cc exec ip addr add 10.135.1.33/24 dev veth0
cc exec ip route add default via 10.135.1.254


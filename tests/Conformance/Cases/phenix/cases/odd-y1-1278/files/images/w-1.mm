namespace wind
ns queueing true

clear vm config
vm config vcpus 1
vm config memory 512
vm config filesystem tar:otsimfs.tgz
vm config init /init



vm config hostname wtg-1-main-controller
vm config net wtg-1

vm config volume /etc/ot-sim/ /scale/w-1/1/
vm launch container wtg-1-main-controller

vm launch

vm start all


cc filter name=wtg-1-main-controller
cc exec ip addr add 10.7.0.1/24 dev veth0
cc exec ip addr add 10.135.1.254/24 dev veth1


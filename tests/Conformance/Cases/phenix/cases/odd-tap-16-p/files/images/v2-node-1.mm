namespace scale
ns queueing true

clear vm config
vm config vcpus 1
vm config memory 512
vm config net phenix,100 phenix,101
vm config filesystem tar:otsimfs.tgz
vm config init /init

    
vm launch container 1
    
vm launch container 2

vm launch

vm start all

    
cc filter name=1
cc exec ip addr add 172.16.0.2/24 dev veth0
cc exec ip addr add 10.0.0.2/24 dev veth1
cc exec ip route add default via 0.0.0.5
    
cc filter name=2
cc exec ip addr add 172.16.0.3/24 dev veth0
cc exec ip addr add 10.0.0.3/24 dev veth1
cc exec ip route add default via 0.0.0.5


namespace scale
ns queueing true

clear vm config
vm config vcpus 2
vm config memory 2g
vm config net 
vm config filesystem tar:otsimfs.tgz
vm config init /init


vm launch

vm start all



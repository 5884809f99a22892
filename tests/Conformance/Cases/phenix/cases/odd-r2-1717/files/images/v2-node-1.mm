namespace scale
ns queueing true

clear vm config
vm config vcpus 1
vm config memory 1024
vm config net 
vm config filesystem tar:r.tgz
vm config init /init


vm launch

vm start all



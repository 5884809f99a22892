namespace scale
ns queueing true

clear vm config
vm config vcpus 1
vm config memory 512
vm config net odd-r1-1326,100
vm config filesystem tar:r.tgz
vm config init /init


vm launch

vm start all



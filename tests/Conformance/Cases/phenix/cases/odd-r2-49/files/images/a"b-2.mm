namespace scale
ns queueing true

clear vm config
vm config vcpus 1
vm config memory 512
vm config net phenix,100 phenix,101
vm config filesystem tar:a b.tgz
vm config init /init


vm launch

vm start all



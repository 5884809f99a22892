namespace scale
ns queueing true

clear vm config
vm config vcpus 1
vm config memory 512
vm config net odd-r2-2107,7 odd-r2-2107,7 odd-r2-2107,100
vm config filesystem tar:otsimfs.tgz
vm config init /init


vm launch

vm start all



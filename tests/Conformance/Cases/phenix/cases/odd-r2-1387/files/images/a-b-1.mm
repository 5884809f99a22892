namespace wind
ns queueing true

clear vm config
vm config vcpus 1
vm config memory 1024
vm config filesystem tar:otsimfs.tgz
vm config init /init

vm config volume /shared/ /scale/shared/


vm launch

vm start all



namespace scale
ns queueing true

clear vm config
vm config vcpus 1.5
vm config memory 512
vm config net 
vm config filesystem tar:otsimfs.tgz
vm config init /init

    
vm launch container 1

vm launch

vm start all

    
cc filter name=1


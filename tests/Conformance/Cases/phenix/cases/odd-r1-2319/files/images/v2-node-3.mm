namespace scale
ns queueing true

clear vm config
vm config vcpus 1
vm config memory 512
vm config net odd-r1-2319,100 odd-r1-2319,1e-07
vm config filesystem 
vm config init /init


vm launch

vm start all



namespace scale
ns queueing true

clear vm config
vm config vcpus 1
vm config memory 512
vm config net odd-nets-14-p,<bound method Box.keys of Box({'OPS': 7, 'my-net': 8, '1net': 9, 's': '9', 'n': None, 'f': 1.5, 'a b': 3, 'A.B': 4})>
vm config filesystem tar:otsimfs.tgz
vm config init /init

    
vm launch container 1

vm launch

vm start all

    
cc filter name=1
cc exec ip addr add 10.0.0.3/8 dev veth0


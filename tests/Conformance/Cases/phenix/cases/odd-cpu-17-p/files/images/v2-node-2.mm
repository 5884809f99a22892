namespace scale
ns queueing true

clear vm config
vm config vcpus ['ü\u200b\xa0́', '\x7f', '😀', '\ud7ff']
vm config memory ['ü\u200b\xa0́', '\x7f', '😀', '\ud7ff']
vm config net phenix,100 phenix,101
vm config filesystem tar:otsimfs.tgz
vm config init /init

    
vm launch container 1

vm launch

vm start all

    
cc filter name=1
cc exec ip addr add 172.16.0.4/24 dev veth0
cc exec ip addr add 10.0.0.4/24 dev veth1


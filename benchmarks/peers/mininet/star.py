"""A star of hosts on one bridge, made and removed by mininet; prints the seconds that each took."""
import sys
import time

from mininet.link import Link
from mininet.log import setLogLevel
from mininet.net import Mininet
from mininet.nodelib import LinuxBridge
from mininet.topo import SingleSwitchTopo

setLogLevel("critical")
start = time.perf_counter()
net = Mininet(topo=SingleSwitchTopo(k=int(sys.argv[1])), switch=LinuxBridge, controller=None, link=Link)
net.start()
made = time.perf_counter()
net.stop()
print(made - start, time.perf_counter() - made)

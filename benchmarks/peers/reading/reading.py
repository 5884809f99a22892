#!/usr/bin/python3
"""Loads a YAML file with PyYAML's C loader once for each line on standard input; prints the seconds it took."""
import sys
import time

import yaml

with open(sys.argv[1], "rb") as file:
    text = file.read()
print(yaml.__version__, flush=True)
for _ in sys.stdin:
    started = time.perf_counter()
    yaml.load(text, Loader=yaml.CSafeLoader)
    print(time.perf_counter() - started, flush=True)

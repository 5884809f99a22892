"""A chain of 50 operators with 16 instances each at 100,000 records/s, as in ExperimentScale.cs, in SimPy.

    PYTHONPATH=FOLDER_OF_SIMPY python3 hour.py RECORDS
"""
import random
import sys
import time

import simpy

OPERATORS, INSTANCES, RATE, SERVICE = 50, 16, 100_000, 20e-6


def record(env, operators, latencies):
    start = env.now
    for instances in operators:
        with random.choice(instances).request() as turn:
            yield turn
            yield env.timeout(random.expovariate(1 / SERVICE))
    latencies.append(env.now - start)


def arrivals(env, operators, records, latencies):
    for _ in range(records):
        yield env.timeout(random.expovariate(RATE))
        env.process(record(env, operators, latencies))


records, latencies, env = int(sys.argv[1]), [], simpy.Environment()
operators = [[simpy.Resource(env) for _ in range(INSTANCES)] for _ in range(OPERATORS)]
begun = time.process_time()
env.process(arrivals(env, operators, records, latencies))
env.run()
took = time.process_time() - begun
hops = records * OPERATORS
print(f"{hops:,} hops in {took:.1f} s of processor time, {hops / took:,.0f} hops/s; mean latency {1e6 * sum(latencies) / records:.0f} us; "
      f"an hour: {3600 * RATE * OPERATORS / (hops / took) / 3600:,.0f} hours")

"""The chain of 50 operators with 16 instances each of ExperimentScale.cs at a constant rate, in SimPy.

    PYTHONPATH=FOLDER_OF_SIMPY python3 hour.py RATE RECORDS

Instance n of each operator is on machine n, where the instances in service share four cores equally. Every second
operator has skewed keys; the records of the others are drawn at random. A link between machines takes 200 us.
"""
import heapq
import itertools
import random
import sys
import time

import simpy

OPERATORS, INSTANCES, CORES, SERVICE, LINK = 50, 16, 4, 20e-6, 200e-6
KEYS, SKEW, KEY_GROUPS, WORD = 1_000, 0.2, 128, 2**64


class Machine:
    """Processor sharing: the clock advances by the work that each record in service has received."""

    def __init__(self, env):
        self.env, self.ends, self.clock, self.at, self.turn = env, [], 0.0, 0.0, itertools.count()
        self.last = None

    def serve(self, work):
        self.advance()
        end = self.env.event()
        heapq.heappush(self.ends, (self.clock + work, next(self.turn), end))
        self.schedule()
        return end

    def advance(self):
        if self.ends:
            self.clock += (self.env.now - self.at) * min(1, CORES / len(self.ends))
        self.at = self.env.now

    def schedule(self):
        if self.ends:
            left = max(0, self.ends[0][0] - self.clock) * max(1, len(self.ends) / CORES)
            self.last = self.env.timeout(left)
            self.last.callbacks.append(self.end)

    def end(self, timeout):
        if timeout is self.last:
            self.advance()
            heapq.heappop(self.ends)[2].succeed()
            self.schedule()


def mix(state):
    state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    state = (state ^ (state >> 27)) * 0x94D049BB133111EB % WORD
    return state ^ (state >> 31)


def keyed():
    """The cumulative weights of the instances: key groups of hashed keys, as in KeyShares.cs."""
    weights = [0.0] * INSTANCES
    for key in range(KEYS):
        group = mix((key + 0x9E3779B97F4A7C15) % WORD) % KEY_GROUPS
        weights[group * INSTANCES // KEY_GROUPS] += (key + 1) ** -SKEW
    return list(itertools.accumulate(weights))


def record(env, operators, machines, weights, latencies):
    start, node = env.now, None
    for index, instances in enumerate(operators):
        target = random.choices(range(INSTANCES), cum_weights=weights[index % 2])[0]
        if node not in (None, target):
            yield env.timeout(LINK)
        node = target
        with instances[node].request() as turn:
            yield turn
            yield machines[node].serve(random.expovariate(1 / SERVICE))
    latencies.append(env.now - start)


def arrivals(env, count, rate, *network):
    for _ in range(count):
        yield env.timeout(random.expovariate(rate))
        env.process(record(env, *network))


rate, records, latencies, env = int(sys.argv[1]), int(sys.argv[2]), [], simpy.Environment()
operators = [[simpy.Resource(env) for _ in range(INSTANCES)] for _ in range(OPERATORS)]
machines = [Machine(env) for _ in range(INSTANCES)]
weights = [list(itertools.accumulate([1] * INSTANCES)), keyed()]
begun = time.process_time()
env.process(arrivals(env, records, rate, operators, machines, weights, latencies))
env.run()
took = time.process_time() - begun
hops = records * OPERATORS
print(f"{hops:,} hops in {took:.1f} s of processor time, {hops / took:,.0f} hops/s; mean latency {1e6 * sum(latencies) / records:.0f} us; "
      f"an hour: {rate * OPERATORS / (hops / took):,.0f} hours")

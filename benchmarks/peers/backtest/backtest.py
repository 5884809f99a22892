#!/usr/bin/env python3
"""The loop of a back-test in plain Python: threshold policy with two cooldowns, nodes that boot and warm up, a queue.

Reads numbers on its input: step seconds, node load, boot steps, warm-up steps, high, low, most nodes, cooldown out and in
(seconds), rounds; then one load per line. Prints one line of JSON: the least processor time of a round, and sums to compare.
"""
import json
import sys
import time


def run(loads, step_s, node_load, boot_steps, warm_steps, high, low, nodes_max, cool_out, cool_in):
    boots, warms = [0] * (boot_steps + 1), [0] * (warm_steps + 1)
    boot_length, warm_length = boot_steps + 1, warm_steps + 1
    ready, booting, warming, desired = 1, 0, 0, 1
    queue = cost = 0.0
    last_out = last_in = None
    wanted_sum = ready_sum = booting_sum = violations = changes = 0
    log = []
    for step, load in enumerate(loads):
        if warming:
            place = step % warm_length
            warming = max(0, warming - warms[place])
            warms[place] = 0
        if booting:
            place = step % boot_length
            due = boots[place]
            if due:
                boots[place] = 0
                booting -= due
                ready += due
                warms[(step + warm_steps) % warm_length] += due
                warming += due
        capacity = (ready - warming * 0.5) * node_load
        cost += (ready + booting) * step_s / 3600
        waiting = queue + load
        served = min(waiting, capacity)
        queue = waiting - served
        violation = queue > capacity

        value = waiting / max(1, ready)
        now = (step + 1) * step_s
        size = desired + (1 if value > high else -1 if value < low else 0)
        size = max(1, min(nodes_max, size))
        if size > desired:
            if last_out is not None and now - last_out < cool_out:
                size = desired
            else:
                last_out = now
        elif size < desired:
            if (last_out is not None and now - last_out < cool_in) or (last_in is not None and now - last_in < cool_in):
                size = desired
            else:
                last_in = now
        changes += size != desired
        desired = size

        missing = desired - (ready + booting)
        if missing > 0:
            boots[(step + boot_steps) % boot_length] += missing
            booting += missing
        elif missing < 0:
            left = -missing
            for ahead in range(boot_length - 1, 0, -1):
                taken = min(boots[(step + ahead) % boot_length], left)
                boots[(step + ahead) % boot_length] -= taken
                booting -= taken
                left -= taken
            gone = min(left, ready)
            cold = min(gone, warming)
            for ahead in range(warm_length - 1, 0, -1):
                taken = min(warms[(step + ahead) % warm_length], cold)
                warms[(step + ahead) % warm_length] -= taken
                warming -= taken
                cold -= taken
            ready -= gone
        log.append((desired, ready, booting, violation, queue))
        wanted_sum += desired
        ready_sum += ready
        booting_sum += booting
        violations += violation
    return wanted_sum, changes, violations, cost


def main():
    lines = sys.stdin.read().split()
    step_s, node_load, boot_steps, warm_steps, high, low, nodes_max, cool_out, cool_in, rounds = (float(word) for word in lines[:10])
    loads = [float(word) for word in lines[10:]]
    least, result = None, None
    for _ in range(int(rounds)):
        begun = time.process_time()
        result = run(loads, step_s, node_load, int(boot_steps), int(warm_steps), high, low, int(nodes_max), cool_out, cool_in)
        spent = time.process_time() - begun
        least = spent if least is None else min(least, spent)
    wanted, changes, violations, cost = result
    print(json.dumps({"seconds": least, "wanted": wanted, "changes": changes, "violations": violations, "cost": round(cost, 6), "python": sys.version.split()[0]}))


main()

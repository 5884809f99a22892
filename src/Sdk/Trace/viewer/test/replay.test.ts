import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunInfo } from "../src/format";
import { formatReplay, formatReplayTime, isTime, readSchedule, toReplayTime } from "../src/replay";

const fault = (number: number, at = `0${number}:00`) => ({ number, at, text: `crash of node web-${number}` });

const info = (replay: string, kept: number[], removed: number[], more: Partial<RunInfo> = {}): RunInfo => ({
    version: 1,
    seed: "27",
    replay,
    faults: { kept: kept.map((number) => fault(number)), removed: removed.map((number) => fault(number)) },
    ...more,
});

test("a schedule that was not changed has the replay string of its run", () => {
    for (const run of [
        info("27:2,4-6", [2, 4, 5, 6], [0, 1, 3]),
        info("27:none", [], [0, 1]),
        info("27", [0, 1], []),
        info("27:1@00:01:00", [1], [0]),
        info("27:0-1,2@00:02:00,3", [0, 1, 2, 3], [4]),
        info("27:all,1@00:01:00", [0, 1], []),
        info("27:1,+cut(web-1,controller,duration=30s)@00:05:00", [1], [0]),
        info("27:+crash(web-1)@5m", [], [0]),
        info("27:all,+crash(web-1)@00:05:00", [0, 1], []),
    ]) {
        assert.equal(formatReplay(readSchedule(run)), run.replay);
    }
});

test("kept, moved and added faults and another seed are in the replay string", () => {
    const schedule = readSchedule(info("27:1", [1], [0, 2]));
    schedule.generated[2]!.isKept = true;
    assert.equal(formatReplay(schedule), "27:1-2");
    schedule.generated[1]!.at = "130s";
    assert.equal(formatReplay(schedule), "27:1@130s,2");
    schedule.added.push({ text: "freeze(web-1,duration=5s)", at: "00:00:07" });
    assert.equal(formatReplay(schedule), "27:1@130s,2,+freeze(web-1,duration=5s)@00:00:07");
    schedule.generated[0]!.isKept = true;
    assert.equal(formatReplay(schedule), "27:all,1@130s,+freeze(web-1,duration=5s)@00:00:07");
    schedule.seed = "28";
    assert.equal(formatReplay(schedule), "28:all,+freeze(web-1,duration=5s)@00:00:07");
    schedule.added.length = 0;
    assert.equal(formatReplay(schedule), "28");
    schedule.seed = "27";
    schedule.generated.forEach((one) => (one.isKept = false));
    assert.equal(formatReplay(schedule), "27:none");
});

test("times are those of replay strings", () => {
    assert.equal(formatReplayTime(1_377_300_000), "00:02:17.73");
    assert.equal(formatReplayTime(0), "00:00:00");
    assert.equal(formatReplayTime(1), "00:00:00.0000001");
    assert.equal(formatReplayTime(86_400e7 + 3_600e7), "1.01:00:00");
    assert.equal(toReplayTime("02:17.73"), "00:02:17.73");
    assert.equal(toReplayTime("25:02:17"), "1.01:02:17");
    for (const time of ["00:02:17.73", "130s", "2m10s", "1.5s", "1.00:00:00"]) {
        assert.ok(isTime(time), time);
    }
    for (const time of ["", "soon", "02:17", "-1s", "5", "00:02:17.12345678"]) {
        assert.ok(!isTime(time), time);
    }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { compareRuns } from "../src/compare";
import { TraceDecoder } from "../src/decode";
import { Kind, SubjectKind } from "../src/format";
import { describeInstant } from "../src/instant";
import { LaneSet } from "../src/lanes";
import { Run } from "../src/run";
import { EventScale } from "../src/scale";
import { findEvents } from "../src/search";
import { formatDuration, formatFull, formatTime } from "../src/texts";
import { describeEnd, findWhy } from "../src/why";
import { crc32c } from "../src/bytes";
import { encodeFile, RunWriter, type EventInput } from "./encode";
import { createSample, PLAIN } from "./sample";

function decode(file: Uint8Array, chunk = 1_000): TraceDecoder {
    const decoder = new TraceDecoder();
    for (let i = 0; i < file.length; i += chunk) {
        decoder.push(file.subarray(i, i + chunk));
        while (decoder.next()) {
            // Reads all blocks that are complete.
        }
    }
    decoder.finish();
    return decoder;
}

const sample = createSample(PLAIN);
const runs = decode(sample.file).runs.map((record, i) => new Run(record, i === 0 ? "failing" : "passing"));

test("ends and their details that were written later complete a span", () => {
    const bytes = (type: number, payload: number[]) => {
        const crc = crc32c(Uint8Array.from(payload), 0, payload.length);
        return [type, payload.length, ...payload, crc & 255, (crc >>> 8) & 255, (crc >>> 16) & 255, crc >>> 24];
    };
    const text = (value: string) => [value.length, ...new TextEncoder().encode(value)];
    const decoder = decode(
        Uint8Array.from([
            ...encodeFile([]),
            ...bytes(1, [...new TextEncoder().encode("{}")]),
            ...bytes(2, [2, ...text("no"), ...text("more")]),
            ...bytes(3, [1, 2, 0, 0, 0]),
            ...bytes(4, [1, 4, 10, 0, 0, 0, 0]),
            ...bytes(5, [1, 0, 20, 0, 1]),
            ...bytes(7, [1, 0, 2]),
        ]),
        3,
    );
    const run = new Run(decoder.runs[0], "failing");
    assert.equal(decoder.problem, "");
    assert.deepEqual([run.start(0), run.finish(0), run.result(0), run.details(0)], [5, 20, "no", "more"]);
});

test("the lanes of folded groups show the number of ready nodes, and unfolded ones stand in their place", () => {
    const writer = new RunWriter({ version: 1, role: "live" });
    for (const group of ["a", "b", "c"]) {
        const parent = writer.subject(SubjectKind.Group, group);
        for (const node of [`${group}-1`, `${group}-2`]) {
            writer.add({ kind: Kind.NodeState, subject: writer.subject(SubjectKind.Node, node, parent), at: 1, message: "ready" });
        }
    }
    writer.add({ kind: Kind.NodeState, subject: 1, at: 2, message: "lost" });
    const run = new Run(decode(encodeFile([writer.encode()])).runs[0], "failing");
    const set = new LaneSet([run], (group) => group !== "b");
    assert.deepEqual(
        set.lanes.map((lane) => lane.name),
        ["a", "b-1", "b-2", "c"],
    );
    assert.deepEqual([...set.lanes[0].tracks[0]!.values!], [1, 2, 1]);
});

test("the checksum is CRC-32C", () => {
    // RFC 3720, B.4: 32 bytes of zeros, 32 bytes of ones, and the usual check value.
    assert.equal(crc32c(new Uint8Array(32), 0, 32), 0x8a9136aa);
    assert.equal(crc32c(new Uint8Array(32).fill(255), 0, 32), 0x62a8ab43);
    assert.equal(crc32c(new TextEncoder().encode("123456789"), 0, 9), 0xe3069283);
});

test("a file gives the events that were written", () => {
    for (const [r, writer] of [sample.failing, sample.passing].entries()) {
        const run = runs[r];
        assert.equal(run.count, writer.events.length);
        writer.events.forEach((event: EventInput, i) => {
            assert.equal(run.kind(i), event.kind);
            assert.equal(run.start(i), event.at);
            assert.equal(run.events.step[i], event.step ?? 0);
            assert.equal(run.message(i), event.message);
            assert.equal(run.events.cause[i], event.cause ?? -1);
            assert.equal(run.events.parent[i], event.parent ?? -1);
            assert.equal(run.events.response[i], event.response ?? -1);
            assert.equal(run.result(i), event.result ?? "");
            assert.equal(run.source(i), event.source ?? "");
            assert.equal(run.isOpen(i), event.kind === Kind.Message && event.end === undefined);
            assert.deepEqual([...run.reads(i)], event.reads ?? []);
            if (event.end !== undefined) {
                assert.equal(run.finish(i), event.end);
            }
        });
    }
});

test("large numbers and times before the start are kept", () => {
    const writer = new RunWriter({ version: 1 });
    const subject = writer.subject(0, "run");
    for (const at of [-50_000_000, 0, 127, 128, 864_000_000_000 * 365, 5]) {
        writer.add({ kind: Kind.Note, subject, at, message: "é → 世界", step: Math.abs(at) });
    }
    const [run] = decode(encodeFile([writer.encode()]), 1).runs;
    assert.deepEqual([...run.events.start.subarray(0, 6)], [-50_000_000, 0, 127, 128, 864_000_000_000 * 365, 5]);
    assert.equal(run.strings[run.events.message[5]], "é → 世界");
});

test("a file that is cut at any byte gives a problem and what was before it", () => {
    const writer = new RunWriter({ version: 1 }, { outcome: "passed" });
    const subject = writer.subject(0, "run");
    for (let i = 0; i < 20; i++) {
        writer.add({ kind: Kind.Note, subject, at: i, message: `note ${i}` });
    }
    const file = encodeFile([writer.encode()]);
    let complete = 0;
    for (let length = 0; length < file.length; length++) {
        const decoder = decode(file.subarray(0, length), 64);
        assert.ok((decoder.runs[0]?.events.count ?? 0) <= 20);
        complete += decoder.problem === "" ? 1 : 0;
        assert.equal(decoder.runs[0]?.end ?? null, null);
    }
    assert.equal(complete, 6, "only at the ends of blocks");
    assert.equal(decode(file).problem, "");
});

test("a changed byte ends reading, or the event before it stands", () => {
    const file = sample.file;
    for (let i = 8; i < file.length; i += 37) {
        const damaged = file.slice();
        damaged[i] ^= 0x55;
        const decoder = decode(damaged);
        assert.ok(decoder.problem !== "" || decoder.runs.length <= 2);
        decoder.runs.forEach((record) => new LaneSet([new Run(record, "failing")]));
    }
});

test("times have a short and a full form", () => {
    assert.equal(formatFull(1_377_300_000), "00:02:17.7300000");
    assert.equal(formatTime(1_377_300_000), "02:17.73");
    assert.equal(formatTime(0), "00:00");
    assert.equal(formatTime(6e9), "10:00");
    assert.equal(formatTime(36e9 + 1), "01:00:00.0000001");
    assert.equal(formatTime(-2e7), "-00:02");
    assert.equal(formatDuration(4_930_000_000), "8 min 13 s");
    assert.equal(formatDuration(1_800_000_000), "3 min");
    assert.equal(formatDuration(72_600_000_000), "2 h 1 min");
    assert.equal(formatDuration(147_200_000), "14.72 s");
    assert.equal(formatDuration(5_000), "500 µs");
});

test("the chain of the failure ends at the lost node", () => {
    const chain = findWhy(runs[0], runs[0].failure);
    assert.deepEqual(
        chain.map((link) => `${link.link}|${runs[0].text(link.event)}`),
        [
            "|check: web-3 does not answer",
            "result of|run hostname on web-3: node 'web-3' is Missing [SW6006]",
            "based on|list: web-1 ready, web-2 ready".replace(/ready/g, "Ready"),
            "reads the state after|web-3: lost",
            "caused by|loss of node web-3",
        ],
    );
    assert.equal(describeEnd(runs[0], chain), "The chain ends at a fault of the schedule: seed 27, fault 16.");
});

test("a chain ends at the program's own call", () => {
    const create =
        runs[0].events.count &&
        [...Array(runs[0].count).keys()].find((i) => runs[0].message(i) === "create group web" && runs[0].kind(i) === Kind.Effect)!;
    const chain = findWhy(runs[0], create);
    assert.deepEqual(
        chain.slice(0, 2).map((link) => link.link),
        ["", "effect of"],
    );
    assert.equal(describeEnd(runs[0], chain), "The chain ends at the start of the run.");
    assert.match(describeEnd(runs[0], chain.slice(0, 2)), /program's own call in ShopTests\.cs:13/);
});

test("the comparison names what only one run has", () => {
    const rows = compareRuns(runs[0], runs[1], undefined);
    const only = rows.flatMap((row) => (row.type === "event" && row.only ? [`${row.run} ${runs[row.run].text(row.event)}`] : []));
    assert.deepEqual(only.slice(0, 2), ["0 loss of node web-3", "0 web-3: lost"]);
    assert.ok(only.includes("0 run hostname on web-3: node 'web-3' is Missing [SW6006]"));
    assert.ok(only.includes("1 connect to web-3"));
    assert.equal(only.filter((text) => text.includes("list: web-1 Ready, web-2 Ready, web-3 Ready")).length, 2);
    assert.equal(rows.filter((row) => row.type === "first").length, 1);
});

test("partners that the writer found are used", () => {
    const pairs = [...Array(40).keys()].map((i): [number, number] => [i, i]);
    const rows = compareRuns(runs[0], runs[1], pairs);
    const only = rows.flatMap((row) => (row.type === "event" && row.only && row.run === 1 ? [row.event] : []));
    const expected = [...Array(runs[1].count).keys()].filter(
        (i) => i >= 40 && runs[1].kind(i) !== Kind.Message && runs[1].kind(i) !== Kind.JournalWrite,
    );
    assert.deepEqual(
        only,
        expected.sort((a, b) => runs[1].start(a) - runs[1].start(b) || a - b),
    );
});

test("events that were not recorded by time are found by time", () => {
    const writer = new RunWriter({ version: 1 });
    const subject = writer.subject(0, "run");
    [30, 10, 20, 10].forEach((at, i) => writer.add({ kind: Kind.Note, subject, at, message: `note ${i}` }));
    const run = new Run(decode(encodeFile([writer.encode()])).runs[0], "failing");
    assert.deepEqual(
        [5, 10, 19, 20, 99].map((ticks) => run.lastAt(ticks)),
        [-1, 3, 3, 2, 0],
    );
    assert.deepEqual([...findEvents(run, { text: "", kind: -1, subject: "" })], [1, 3, 2, 0]);
});

test("sequences that differ within are aligned with the fewest edits", () => {
    const create = (texts: string) => {
        const writer = new RunWriter({ version: 1 });
        const subject = writer.subject(2, "a", -1, 1);
        [...texts].forEach((message, at) => writer.add({ kind: Kind.Step, subject, at, end: at, message }));
        return new Run(decode(encodeFile([writer.encode()])).runs[0], "failing");
    };
    for (const [a, b, edits] of [
        ["ABCABBA", "CBABAC", 5],
        ["abcdef", "abXdef", 2],
        ["", "abc", 3],
        ["abc", "abc", 0],
        ["kitten", "sitting", 5],
    ] as const) {
        const rows = compareRuns(create(a), create(b), undefined);
        assert.equal(rows.filter((row) => row.type === "event" && row.only).length, edits, `${a} and ${b}`);
    }
});

test("a call without a response leads to what ended it", () => {
    const writer = new RunWriter({ version: 1, seed: "5" });
    const faults = writer.subject(1, "faults");
    const controller = writer.subject(2, "a", -1, 1);
    const cloud = writer.subject(3, "cloud");
    const first = writer.add({ kind: Kind.Step, subject: controller, at: 0, end: 9, message: "create web-1", source: "A.cs:1" });
    const call = writer.add({
        kind: Kind.Call,
        subject: controller,
        at: 1,
        end: 9,
        message: "create node web-1",
        cause: first,
        result: "no response",
        response: 3,
    });
    writer.add({ kind: Kind.Effect, subject: cloud, at: 2, message: "create node web-1", cause: call, parent: call });
    writer.add({ kind: Kind.Fault, subject: faults, at: 3, end: 4, message: "responses are lost", details: "2" });
    const run = new Run(decode(encodeFile([writer.encode()])).runs[0], "failing");
    const links = (event: number) => findWhy(run, event).map((link) => `${link.link} ${link.event}`);
    assert.deepEqual(links(call), [" 1", "ended by 3"]);
    assert.deepEqual(links(2), [" 2", "effect of 1", "ended by 3"]);
    assert.equal(describeEnd(run, findWhy(run, first)), "The chain ends at the program's own call in A.cs:1.");
});

test("an instant shows what is and what the program knows", () => {
    const rows = describeInstant(new LaneSet(runs), [0, 1], 1_377_300_000);
    const of = (name: string) => rows.find((row) => row.name === name)?.values;
    assert.deepEqual(of("Phase"), ["under faults", "under faults"]);
    assert.deepEqual(of("web-3"), ["lost", "ready"]);
    assert.deepEqual(of("Last list seen"), [
        "web-1 Ready, web-2 Ready, web-3 Ready (at 00:30.708). Since then: web-3 is lost.",
        "web-1 Ready, web-2 Ready, web-3 Ready (at 00:30.708).",
    ]);
    assert.deepEqual(of("Open calls"), ["none", "none"]);
    const later = describeInstant(new LaneSet(runs), [0, 1], 6_308_097_000);
    assert.deepEqual(later.find((row) => row.name === "Open calls")?.values, [
        "connect to web-1, connect to web-2",
        "connect to web-1, connect to web-2, connect to web-3",
    ]);
});

test("each controller has a last list of its own", () => {
    const writer = new RunWriter({ version: 1 });
    const node = writer.subject(5, "web-1");
    const controllers = ["a", "b"].map((name) => writer.subject(2, name, -1, 1));
    const ready = writer.add({ kind: Kind.NodeState, subject: node, at: 1, message: "ready" });
    writer.add({ kind: Kind.Observation, subject: controllers[0], at: 2, message: "web-1 Ready", reads: [ready] });
    const frozen = writer.add({ kind: Kind.NodeState, subject: node, at: 3, message: "frozen" });
    writer.add({ kind: Kind.Observation, subject: controllers[1], at: 4, message: "web-1 Frozen", reads: [frozen] });
    const run = new Run(decode(encodeFile([writer.encode()])).runs[0], "failing");
    const rows = describeInstant(new LaneSet([run]), [0], 5).filter((row) => row.name.startsWith("Last list seen"));
    assert.deepEqual(
        rows.map((row) => [row.name, row.values[0]]),
        [
            ["Last list seen by a", "web-1 Ready (at 00:00.0000002). Since then: web-1 is frozen."],
            ["Last list seen by b", "web-1 Frozen (at 00:00.0000004)."],
        ],
    );
});

test("a generation of a controller starts with its first event of any lane", () => {
    const writer = new RunWriter({ version: 1 });
    const [first, second] = [1, 2].map((generation) => writer.subject(2, "a", -1, generation));
    writer.add({ kind: Kind.Call, subject: first, at: 1, end: 2, message: "list resources" });
    writer.add({ kind: Kind.Agent, subject: first, at: 3, message: "killed" });
    writer.add({ kind: Kind.Call, subject: second, at: 4, end: 5, message: "list resources" });
    const lanes = new LaneSet([new Run(decode(encodeFile([writer.encode()])).runs[0], "failing")]);
    const generation = (ticks: number) => describeInstant(lanes, [0], ticks).find((row) => row.name === "Controller a")?.values[0];
    assert.deepEqual([0, 1, 3, 4].map(generation), ["not started", "generation 1", "generation 1", "generation 2"]);
});

test("every word of a search must match", () => {
    const texts = (text: string) => [...findEvents(runs[0], { text, kind: -1, subject: "" })].map((event) => runs[0].text(event));
    assert.deepEqual(texts("LOSS node"), ["loss of node web-3"]);
    assert.deepEqual(texts("sw6006"), ["run hostname on web-3: node 'web-3' is Missing [SW6006]"]);
    assert.equal(findEvents(runs[0], { text: "", kind: Kind.Fault, subject: "" }).length, 1);
    assert.ok(findEvents(runs[0], { text: "", kind: -1, subject: "web-3" }).length > 4);
});

test("the scale of events maps times and positions to each other", () => {
    const scale = new EventScale(runs);
    for (let i = 1; i < scale.times.length; i++) {
        assert.ok(scale.positionAt(i) > scale.positionAt(i - 1));
        assert.equal(scale.ticks(scale.position(scale.times[i])), scale.times[i]);
    }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { compareRuns, findMoved } from "../src/compare";
import { TraceDecoder, type RunRecord } from "../src/decode";
import { placeLabels } from "../src/faultlabels";
import { Kind } from "../src/format";
import { describeInstant } from "../src/instant";
import { LaneSet } from "../src/lanes";
import { Run } from "../src/run";
import { thinArrows } from "../src/messages";
import { findEvents, parseTime } from "../src/search";
import { formatDuration, formatDurations, formatFrame, formatFull } from "../src/texts";
import { describeEnd, findWhy } from "../src/why";
import { encodeFile, RunWriter } from "./encode";

const read = (writer: RunWriter, role: "failing" | "passing" = "failing"): Run => new Run(decode(writer), role);

function decode(writer: RunWriter): RunRecord {
    const decoder = new TraceDecoder();
    decoder.push(encodeFile([writer.encode()]));
    while (decoder.next()) {
        // Reads all blocks.
    }
    decoder.finish();
    return decoder.runs[0];
}

/** The run of RunCauseTests.cs: a call again after a lost response, then a node because of an old list. */
function createRun(): Run {
    const writer = new RunWriter({ version: 1, seed: "2", role: "failing" }, { outcome: "failed", phase: "check", exception: "TrueException" });
    const run = writer.subject(0, "program");
    const faults = writer.subject(1, "faults");
    const controller = writer.subject(2, "controller", -1, 1);
    const node = writer.subject(5, "shop-1");
    const worker = writer.subject(5, "worker-1");
    const there = writer.subject(9, "controller -> shop-1");
    const back = writer.subject(9, "shop-1 -> controller");
    writer.add({ kind: Kind.Phase, subject: run, at: 0, end: 90, message: "check", result: "TrueException: 2 workers" });
    writer.add({ kind: Kind.Fault, subject: faults, at: 1, end: 50, message: "messages from shop-1 are lost for 00:02:02.9730000", details: "4" });
    writer.add({ kind: Kind.ServiceCall, subject: controller, at: 2, end: 20, message: "book(9)", result: "no response", response: 6, cause: 0 });
    writer.add({ kind: Kind.Message, subject: there, at: 2, end: 3, message: "request book(9)", cause: 2 });
    writer.add({ kind: Kind.ServiceCall, subject: node, at: 3, end: 3, message: "book(9)", cause: 3 });
    writer.add({ kind: Kind.Message, subject: back, at: 3, end: 3, message: "response", result: "lost", response: 1, cause: 4 });
    writer.add({ kind: Kind.Note, subject: controller, at: 20, message: "book(9) failed: no response", cause: 2, parent: 2, reads: [5] });
    writer.add({ kind: Kind.ServiceCall, subject: controller, at: 21, end: 22, message: "book(9)", cause: 6, details: "true" });
    writer.add({ kind: Kind.Fault, subject: faults, at: 5, end: 9, message: "changes appear in lists late", details: "5" });
    writer.add({ kind: Kind.Observation, subject: controller, at: 23, message: "", cause: 7, reads: [8], details: "stale: worker-1 is booting" });
    writer.add({ kind: Kind.Call, subject: controller, at: 24, end: 25, message: "create node worker-2", cause: 9 });
    writer.add({ kind: Kind.Message, subject: there, at: 26, end: 27, message: "keep-alive", cause: 2 });
    writer.add({ kind: Kind.Agent, subject: worker, at: 40, message: "lists show its state", cause: 8 });
    writer.add({ kind: Kind.Note, subject: run, at: 90, message: "check failed: TrueException: 2 workers", cause: 10, parent: 0 });
    return read(writer);
}

const run = createRun();
const describe = (from: number, different = -1) =>
    findWhy(run, from, different).map(
        (one, i, chain) => `${one.event} ${one.link}${i > 0 && one.from !== chain[i - 1].event ? `, of ${one.from}` : ""}`,
    );

test("the failure is followed from the other operation to both faults", () => {
    assert.deepEqual(describe(0, 10), [
        "0 ",
        "10 different from the passing run",
        "9 based on",
        "8 shows an older state because of",
        "7 scheduled by, of 9",
        "2 after the failure of",
        "5 no response, because this was lost",
        "1 lost because of",
    ]);
    assert.equal(describeEnd(run, findWhy(run, 0, 10)), "The chain ends at 2 faults of the schedule: seed 2, faults 4 and 5.");
});

test("a call without a response leads to the lost message and its fault", () => {
    assert.deepEqual(describe(2), ["2 ", "5 no response, because this was lost", "1 lost because of"]);
});

test("a failure without a passing run starts at the last failed call", () => {
    assert.deepEqual(describe(0), ["0 ", "2 result of", "5 no response, because this was lost", "1 lost because of"]);
});

test("texts tell a call, its execution, its response and a lost message apart", () => {
    assert.equal(run.text(2), "→ book(9): no response");
    assert.equal(run.text(4), "executed: book(9)");
    assert.equal(run.text(7), "→ book(9) returned true");
    assert.equal(run.text(5), "shop-1 → controller: response: lost (fault 4)");
    assert.equal(run.text(9), "list: no nodes (stale: worker-1 is booting)");
    assert.equal(run.text(0), "check: 2 workers");
    assert.equal(run.text(1), "messages from shop-1 are lost for 2 min 3 s");
});

test("a failure stands in lists at its end", () => {
    assert.equal(run.failureNote, 13);
});

test("a fault ends on the timeline with its last consequence", () => {
    assert.equal(run.tailOf(8), 40);
    assert.equal(run.tailOf(1), 50);
});

test("a list that was old when it was read is stale, and what came later is named apart", () => {
    const rows = describeInstant(new LaneSet([run]), [0], 24);
    assert.equal(rows.find((row) => row.name === "Last list seen")?.values[0], "no nodes (at 00:00.0000023). Stale when read: worker-1 is booting.");
});

test("a run that records no lists has no list, and the first recorded one is shown", () => {
    const writer = new RunWriter({ version: 1, role: "live" });
    const controller = writer.subject(2, "controller");
    writer.add({ kind: Kind.NodeState, subject: writer.subject(5, "web-1"), at: 1, message: "ready" });
    writer.add({ kind: Kind.Call, subject: controller, at: 2, end: 3, message: "create node web-2" });
    const live = read(writer);
    const lanes = new LaneSet([live]);
    const lists = () => describeInstant(lanes, [0], 9).filter((row) => row.name.startsWith("Last list seen"));
    assert.deepEqual(lists(), []);
    writer.add({ kind: Kind.Observation, subject: controller, at: 4, message: "web-1 Ready" });
    live.load(decode(writer));
    lanes.refresh();
    assert.deepEqual(
        lists().map((row) => row.values),
        [["web-1 Ready (at 00:00.0000004)."]],
    );
});

test("calls of nodes have a lane of their own", () => {
    const lanes = new LaneSet([run]);
    assert.deepEqual(
        [2, 4, 10].map((event) => lanes.lanes[lanes.laneOf[0][event]].name),
        ["Service calls", "shop-1", "Cloud calls"],
    );
});

test("a phase that only one of the runs failed is not a difference at its start", () => {
    const writer = new RunWriter({ version: 1, role: "passing" }, { outcome: "passed" });
    writer.add({ kind: Kind.Phase, subject: writer.subject(0, "program"), at: 0, end: 90, message: "check" });
    const rows = compareRuns(run, read(writer, "passing"), undefined);
    const first = rows[rows.findIndex((row) => row.type === "first") + 1];
    assert.equal(first.type === "event" ? first.event : -1, 1);
});

test("events are found by the start of their time, and keep-alives only on request", () => {
    assert.deepEqual(parseTime("04:30"), [2_700_000_000, 2_710_000_000]);
    assert.deepEqual(parseTime("01:04:30.71"), [38_707_100_000, 38_707_200_000]);
    assert.deepEqual(parseTime("-00:03"), [-39_999_999, -29_999_999]);
    assert.deepEqual(parseTime("-00:00.0000001"), [-1, 0]);
    assert.equal(parseTime("web:1"), null);
    const find = (text: string, keepAlives: boolean) => [...findEvents(run, { text, kind: Kind.Message, subject: "", keepAlives })];
    assert.deepEqual(find("00:00.0000003", false), [5]);
    assert.deepEqual(find("", true), [3, 5, 11]);
    assert.deepEqual(find("", false), [3, 5]);
});

test("each word that the list shows finds the event", () => {
    const find = (text: string) => [...findEvents(run, { text, kind: -1, subject: "", keepAlives: true })];
    for (let event = 0; event < run.count; event++) {
        for (const text of [run.listText(event), run.text(event)]) {
            for (const word of [text, ...text.split(" ")]) {
                assert.ok(find(word).includes(event), `${word} does not find ${text}`);
                assert.ok(find(word.toUpperCase()).includes(event));
            }
        }
    }
    assert.deepEqual(find("returned"), [7]);
    assert.deepEqual(find("executed"), [4]);
    assert.deepEqual(find("list: no nodes"), [9]);
    assert.deepEqual(find("lost (fault"), [5]);
    assert.deepEqual(find("2 min 3 s"), [1]);
    assert.deepEqual(find("phase:"), [0]);
    assert.deepEqual(find("00:02:02.9730000"), [1], "the recorded text is found, too");
});

test("a search takes over what was added and ended", () => {
    const writer = new RunWriter({ version: 1, role: "live" });
    const subject = writer.subject(2, "controller");
    writer.add({ kind: Kind.ServiceCall, subject, at: 0, message: "book(9)" });
    const grown = read(writer);
    const find = (text: string) => [...findEvents(grown, { text, kind: -1, subject: "" })];
    assert.deepEqual(find("lost"), []);
    writer.events[0] = { ...writer.events[0], end: 5, result: "lost" };
    writer.add({ kind: Kind.ServiceCall, subject, at: 6, end: 7, message: "book(9)", details: "5" });
    grown.load(decode(writer));
    assert.deepEqual(find("lost"), [0]);
    assert.deepEqual(find("returned 5"), [1]);
});

test("lengths of time and frames are short", () => {
    assert.equal(formatDurations("lost for 00:02:02.9730000, then 1.00:00:01"), "lost for 2 min 3 s, then 24 h");
    assert.equal(formatDurations("at 00:30"), "at 00:30");
    assert.equal(formatDurations("ready until 00:11:00.7330000"), "ready until 11:00.733");
    assert.equal(
        formatFrame("Testing.Host.Cases.OrderTests.AllAreBooked(SimulationProvider provider, CancellationToken token) in OrderTests.cs:line 47"),
        "OrderTests.AllAreBooked in OrderTests.cs:47",
    );
    assert.equal(formatFrame("odd"), "odd");
});

/** Length of time as .NET writes it. */
function formatLength(ticks: number): string {
    const days = Math.floor(ticks / 864e9);
    const text = formatFull(ticks % 864e9);
    return `${days > 0 ? `${days}.` : ""}${ticks % 1e7 === 0 ? text.slice(0, -8) : text}`;
}

test("a length of time is replaced as a whole, whatever is before and after it", () => {
    const lengths = [0, 1, 9_999, 60_000, 9_999_999, 1e7, 669_990_000, 1_229_730_000, 36_000_000_001, 864e9, 864e9 + 1e7, 8_640_000_000_001];
    const befores = ["", "for ", "(", "duration=", "for: ", "delay:", "-", "“", "0.5, ", "1: "];
    const afters = ["", " ", ",", ";", ":", ": ", ": 2.725% of reads", ".", ". Then", ")", " to ", "/", "-", ": jitter", "…", "\n", ":x", ".x", "%"];
    for (const ticks of lengths) {
        for (const before of befores) {
            for (const after of afters) {
                const text = `${before}${formatLength(ticks)}${after}`;
                assert.equal(formatDurations(text), `${before}${formatDuration(ticks)}${after}`, text);
            }
        }
    }
});

test("digits that are not a length of time stay", () => {
    for (const text of [
        "at 00:30",
        "00:00:06:07",
        "1:00:00:06",
        "00:00:06.00600001",
        "00:00:06.1.2",
        "00:00:060",
        "100:00:06",
        "27:4@00:06:00",
        "2026-11-30T07:36:30Z",
        "2026-11-30 07:36:30.1230000",
        "a00:00:06",
        "00:00:06s",
    ]) {
        assert.equal(formatDurations(text), text);
    }
});

test("a length of time just below a unit has the next one", () => {
    assert.deepEqual(
        [1, 9_999, 9_999_949, 9_999_950, 9_999_999, 1e7, 599_949_999, 599_999_999].map(formatDuration),
        ["0.1 µs", "999.9 µs", "999.99 ms", "1 s", "1 s", "1 s", "59.99 s", "1 min"],
    );
});

/** Run of seed 42 with faults of a schedule at their times, which are lost nodes. */
function createFaults(role: string, faults: readonly (readonly [number, string, number])[], seed = "42"): RunWriter {
    const writer = new RunWriter({ version: 1, seed, role }, { outcome: "failed" });
    const run = writer.subject(0, "program");
    const subject = writer.subject(1, "faults");
    const node = writer.subject(5, "web-1");
    writer.add({ kind: Kind.Phase, subject: run, at: 0, end: 90e7, message: "check" });
    for (const [at, message, number] of faults) {
        writer.add({ kind: Kind.Fault, subject, at, end: at + 5, message, result: "reverted", details: number < 0 ? "" : String(number) });
        writer.add({ kind: Kind.NodeState, subject: node, at: at + 1, message: message.startsWith("crash") ? "lost" : "ready" });
    }
    return writer;
}

const describeRows = (first: Run, second: Run) =>
    compareRuns(first, second, undefined).map((row) => {
        if (row.type !== "event") {
            return row.type;
        }
        const one = row.run === 0 ? first : second;
        return `${row.only ? String(row.run) : "="} ${one.text(row.event)} ${one.start(row.event) / 1e7}`;
    });

test("a moved fault is the first difference, whether it was moved to later or to earlier", () => {
    const faults = [
        [10e7, "crash of node web-1", 4],
        [20e7, "web-1 is slow", 5],
    ] as const;
    const recorded = read(createFaults("failing", faults));
    const later = read(createFaults("changed", [faults[1], [40e7, "crash of node web-1", 4]]));
    assert.deepEqual(findMoved(recorded, later), [{ failing: 1, passing: 3, from: 10e7, to: 40e7 }]);
    const rows = describeRows(recorded, later);
    assert.equal(rows[rows.indexOf("first") + 1], "0 crash of node web-1 10");
    assert.ok(rows.includes("1 crash of node web-1 40"));
    assert.ok(rows.includes("= web-1 is slow 20") || !rows.some((row) => row.includes("is slow")));

    const earlier = read(createFaults("changed", [[5e7, "web-1 is slow", 5], faults[0]]));
    assert.deepEqual(findMoved(recorded, earlier), [{ failing: 3, passing: 1, from: 20e7, to: 5e7 }]);
    const others = describeRows(recorded, earlier);
    assert.equal(others[others.indexOf("first") + 1], "1 web-1 is slow 5");
    assert.ok(!others.includes("0 crash of node web-1 10"));
});

test("added faults are moved, too, and faults of another seed, with another text or at the same time are not", () => {
    const recorded = read(createFaults("failing", [[10e7, "crash of node web-1", -1], [20e7, "crash of node web-1", -1]]));
    assert.deepEqual(findMoved(recorded, recorded), []);
    const moved = read(createFaults("changed", [[10e7, "crash of node web-1", -1], [30e7, "crash of node web-1", -1]]));
    assert.deepEqual(findMoved(recorded, moved), [{ failing: 3, passing: 3, from: 20e7, to: 30e7 }]);
    assert.deepEqual(findMoved(recorded, read(createFaults("changed", [[30e7, "crash of node web-1", -1]], "43"))), []);
    assert.deepEqual(findMoved(recorded, read(createFaults("changed", [[30e7, "crash of node web-2", -1]]))), []);
    const removed = read(createFaults("changed", [[20e7, "crash of node web-1", -1]]));
    assert.deepEqual(findMoved(recorded, removed), [], "a removed fault is not moved");
});

test("arrows that start at the same position are thinned, but not the kept ones", () => {
    const arrows = [...Array.from({ length: 20 }, (_, i) => ({ x1: 300 + i / 10, number: i })), { x1: 500, number: 20 }, { x1: 510, number: 21 }];
    const { shown, hidden } = thinArrows(arrows, (arrow) => arrow.number === 15);
    assert.deepEqual(
        shown.map(({ arrow, crowd }) => [arrow.number, crowd]),
        [[0, 20], [1, 20], [2, 20], [15, 20], [20, 1], [21, 1]],
    );
    assert.equal(hidden, 16);
    assert.equal(shown.length + hidden, arrows.length);
});

test("labels of faults do not overlap, and the first of several close faults has one", () => {
    const font = {
        measure: (text: string) => text.length * 7,
        clip: (text: string, width: number) => (text.length * 7 <= width ? text : `${text.slice(0, Math.max(0, Math.floor(width / 7) - 1))}…`),
    };
    const place = (xs: readonly number[]) =>
        placeLabels(
            xs.map((x, i) => ({ x, text: `${i}: crash of node` })),
            100,
            800,
            font,
        );
    assert.deepEqual(place([120, 500]), [
        { x: 134, text: "0: crash of node" },
        { x: 514, text: "1: crash of node" },
    ]);
    assert.deepEqual(place([110, 114, 118]), [{ x: 132, text: "0: crash of node · 1: crash of node · 2: crash of node" }]);
    assert.deepEqual(place([300, 310]), [
        { x: 174, text: "0: crash of node" },
        { x: 324, text: "1: crash of node" },
    ]);
    assert.deepEqual(place([110, 114, 118, 340]).map((label) => label.text), ["0: crash of node + 2 more", "3: crash of node"]);
    assert.deepEqual(place([780, 790]).length, 1, "at the end, the label stands before the markers");
    let seed = 1;
    const next = () => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 1) / 2 ** 31;
    for (let round = 0; round < 2_000; round++) {
        const xs = Array.from({ length: 1 + Math.floor(next() * 8) }, () => 92 + next() * 708).sort((a, b) => a - b);
        const labels = place(xs);
        assert.ok(labels.length > 0, xs.join());
        assert.match(labels[0]!.text, /^0: crash/);
        labels.forEach((label, i) => {
            const end = label.x + font.measure(label.text);
            assert.ok(label.x >= 100 && end <= 800, `${label.text} at ${label.x} of ${xs.join()}`);
            assert.ok(i === 0 || label.x >= labels[i - 1]!.x + font.measure(labels[i - 1]!.text), xs.join());
            assert.ok(xs.every((x) => x <= label.x - 12 || x >= end + 8), `${label.text} at ${label.x} covers a marker of ${xs.join()}`);
        });
    }
});

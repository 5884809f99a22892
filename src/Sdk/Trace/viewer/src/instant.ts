import { Kind } from "./format";
import { endAt, firstAfter, type Lane, type LaneSet } from "./lanes";
import type { Run } from "./run";
import { formatNumber, formatTime } from "./texts";

/** Row of the table at an instant: one value for each run. */
export interface StateRow {
    readonly name: string;
    readonly values: string[];
    readonly kind: "node" | "other";
}

/** States of a run at an instant, and what its program knew of them. */
export function describeInstant(lanes: LaneSet, runs: readonly number[], ticks: number): StateRow[] {
    const rows: StateRow[] = [];
    const add = (name: string, kind: StateRow["kind"], value: (run: Run, index: number) => string) =>
        rows.push({ name, kind, values: runs.map((index) => value(lanes.runs[index], index)) });
    const program = lanes.lanes.find((lane) => lane.kind === "program");
    if (lanes.runs.every((run) => run.info.role !== "live")) {
        add("Phase", "other", (run, r) => findPhase(run, program, r, ticks));
    }
    for (const lane of lanes.lanes) {
        if (lane.kind === "controller" && runs.some((r) => (lane.tracks[r]?.base?.events.length ?? 0) > 1)) {
            add(lane.name, "other", (run, r) => findGeneration(run, lane, r, ticks));
        } else if (lane.kind === "metric") {
            add(lane.name, "other", (run, r) => findValue(run, lane, r, ticks));
        } else if (lane.kind === "group" && runs.some((r) => lane.tracks[r]?.values)) {
            add(lane.name, "other", (run, r) => findReady(run, lane, r, ticks));
        } else if (lane.kind === "node") {
            add(lane.name, "node", (run, r) => findState(run, lane, r, ticks));
        }
    }
    const calls = lanes.lanes.find((lane) => lane.kind === "calls");
    const journal = lanes.lanes.find((lane) => lane.kind === "journal");
    const observers = findObservers(lanes, calls);
    for (const name of observers) {
        const title = observers.length === 1 ? "Last list seen" : `Last list seen by ${name}`;
        add(title, "other", (run, r) => describeList(run, lanes, calls, r, ticks, name));
    }
    add("Open calls", "other", (run, r) => describeOpen(run, lanes, r, ticks));
    if (journal) {
        add("Journal", "other", (run, r) => describeJournal(run, journal, r, ticks));
    }
    return rows;
}

function findState(run: Run, lane: Lane, r: number, ticks: number): string {
    const event = baseAt(run, lane, r, ticks);
    return event < 0 ? "not created" : run.message(event);
}

function findGeneration(run: Run, lane: Lane, r: number, ticks: number): string {
    const event = baseAt(run, lane, r, ticks);
    return event < 0 ? "not started" : `generation ${run.subject(event).generation}`;
}

function findValue(run: Run, lane: Lane, r: number, ticks: number): string {
    const marks = lane.tracks[r]?.marks;
    const next = marks ? firstAfter(run, marks, ticks) : 0;
    return marks && next > 0 ? run.message(marks.events[next - 1]) : "none";
}

/** Number of ready nodes of a group that has one lane. */
function findReady(run: Run, lane: Lane, r: number, ticks: number): string {
    const track = lane.tracks[r];
    const next = track?.values ? firstAfter(run, track.marks, ticks) : 0;
    return track?.values && next > 0 ? `${formatNumber(track.values[next - 1])} ready` : "no nodes";
}

/** Event of the base of a lane that holds at an instant; -1 for none. */
export function baseAt(run: Run, lane: Lane, r: number, ticks: number): number {
    const base = lane.tracks[r]?.base;
    const next = base ? firstAfter(run, base, ticks) : 0;
    return base && next > 0 ? base.events[next - 1] : -1;
}

function findPhase(run: Run, program: Lane | undefined, r: number, ticks: number): string {
    const base = program?.tracks[r]?.base;
    const next = base ? firstAfter(run, base, ticks) : 0;
    if (!base || next === 0) {
        return "not started";
    }
    const event = base.events[next - 1];
    const text = run.message(event);
    if (ticks < endAt(run, base, next - 1) || run.isOpen(event)) {
        return text;
    }
    if (event === run.failure && run.end) {
        return `${text}: ${run.end.outcome}`;
    }
    return `${text}: ended`;
}

/** By the lanes of a set, which are others after each refresh. */
const knownObservers = new WeakMap<readonly Lane[], string[]>();

/** Names of the controllers that listed resources. Runs of real clusters record no lists. */
function findObservers(lanes: LaneSet, calls: Lane | undefined): string[] {
    let names = knownObservers.get(lanes.lanes);
    if (!names) {
        const found = new Set<string>();
        lanes.runs.forEach((run, r) => {
            for (const event of calls?.tracks[r]?.marks.events ?? []) {
                if (run.kind(event) === Kind.Observation) {
                    found.add(run.subject(event).name);
                }
            }
        });
        names = [...found].sort();
        knownObservers.set(lanes.lanes, names);
    }
    return names;
}

function describeList(run: Run, lanes: LaneSet, calls: Lane | undefined, r: number, ticks: number, observer: string): string {
    const marks = calls?.tracks[r]?.marks;
    const isSeen = (event: number) => run.kind(event) === Kind.Observation && run.subject(event).name === observer;
    let at = marks ? firstAfter(run, marks, ticks) - 1 : -1;
    while (marks && at >= 0 && !isSeen(marks.events[at])) {
        at--;
    }
    if (!marks || at < 0) {
        return "nothing yet";
    }
    const seen = marks.events[at];
    const stale = findStale(run, lanes, r, seen, ticks);
    const message = run.message(seen) === "" ? "no nodes" : run.message(seen);
    const older = run.isStale(seen) ? ` Stale when read: ${run.details(seen).slice("stale: ".length)}.` : "";
    return `${message} (at ${formatTime(run.start(seen))}).${older}${stale.length > 0 ? ` Since then: ${listFirst(stale)}.` : ""}`;
}

const MAX_LISTED = 8;

/** Nodes whose state changed after the list read it. */
function findStale(run: Run, lanes: LaneSet, r: number, seen: number, ticks: number): string[] {
    const read = new Map<number, number>();
    for (const state of run.reads(seen)) {
        read.set(run.events.subject[state], state);
    }
    const stale: string[] = [];
    for (const lane of lanes.lanes) {
        const state = lane.kind === "node" ? baseAt(run, lane, r, ticks) : -1;
        if (state < 0) {
            continue;
        }
        const known = read.get(run.events.subject[state]);
        if (known === undefined ? run.start(state) > run.start(seen) : known !== state && run.message(known) !== run.message(state)) {
            stale.push(`${lane.name} is ${run.message(state)}`);
        }
    }
    return stale;
}

/** Provider calls and calls of services that have no response yet. */
function describeOpen(run: Run, lanes: LaneSet, r: number, ticks: number): string {
    const open: string[] = [];
    for (const lane of lanes.lanes) {
        for (const row of lane.tracks[r]?.rows ?? []) {
            const next = firstAfter(run, row, ticks);
            const event = next > 0 && endAt(run, row, next - 1) > ticks ? row.events[next - 1] : -1;
            if (event >= 0 && (run.kind(event) === Kind.Call || run.kind(event) === Kind.ServiceCall)) {
                open.push(run.message(event));
            }
        }
    }
    return open.length === 0 ? "none" : listFirst(open);
}

const listFirst = (texts: readonly string[]): string =>
    texts.length > MAX_LISTED
        ? `${texts.slice(0, MAX_LISTED).join(", ")}, ${formatNumber(texts.length - MAX_LISTED)} more`
        : texts.join(", ");

function describeJournal(run: Run, lane: Lane, r: number, ticks: number): string {
    let last = -1;
    for (const row of lane.tracks[r]?.rows ?? []) {
        for (let i = firstAfter(run, row, ticks) - 1; i >= 0; i--) {
            const event = row.events[i];
            if (run.finish(event) <= ticks && !run.isOpen(event)) {
                last = last < 0 || run.finish(event) > run.finish(last) ? event : last;
                break;
            }
        }
    }
    return last < 0 ? "empty" : `${run.message(last)} durable at ${formatTime(run.finish(last))}`;
}

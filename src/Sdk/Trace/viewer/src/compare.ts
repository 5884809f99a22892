import { Kind } from "./format";
import type { Run } from "./run";

/** Row of the comparison. */
export type CompareRow =
    | {
          readonly type: "event";
          readonly run: number;
          readonly event: number;
          readonly only: boolean;
          /** Time of the same fault in the other run; null when it was not moved. */
          readonly moved: number | null;
      }
    | { readonly type: "fold"; readonly count: number }
    | { readonly type: "first" };

/** Fault of both runs that they have at different times. */
export interface MovedFault {
    readonly failing: number;
    readonly passing: number;
    readonly from: number;
    readonly to: number;
}

const LEFT_OUT = new Set<number>([Kind.Message, Kind.JournalWrite, Kind.Counter]);
const CONTEXT = 2;
const MAX_EDITS = 2_000;

/** Both runs aligned by subject and content; equal stretches are folded. Run 0 fails, run 1 passes. */
export function compareRuns(failing: Run, passing: Run, partners: readonly (readonly [number, number])[] | undefined): CompareRow[] {
    const partner = partners ? fromPairs(failing.count, partners) : align(failing, passing);
    const faults = pairFaults(failing, passing);
    if (faults) {
        partner.forEach((_, i) => (partner[i] = failing.kind(i) === Kind.Fault ? (faults.equal.get(i) ?? -1) : partner[i]));
    }
    const moved = [new Map<number, number>(), new Map<number, number>()];
    for (const fault of faults?.moved ?? []) {
        moved[0].set(fault.failing, fault.to);
        moved[1].set(fault.passing, fault.from);
    }
    const taken = new Uint8Array(passing.count);
    for (const other of partner) {
        if (other >= 0) {
            taken[other] = 1;
        }
    }
    const rows: EventRow[] = [];
    for (let i = 0; i < failing.count; i++) {
        if (!LEFT_OUT.has(failing.kind(i))) {
            rows.push({ run: 0, event: i, only: partner[i] < 0, moved: moved[0].get(i) ?? null, at: failing.start(i) });
        }
    }
    for (let i = 0; i < passing.count; i++) {
        if (!taken[i] && !LEFT_OUT.has(passing.kind(i))) {
            rows.push({ run: 1, event: i, only: true, moved: moved[1].get(i) ?? null, at: passing.start(i) });
        }
    }
    rows.sort((a, b) => a.at - b.at || a.run - b.run || a.event - b.event);
    return fold(rows);
}

interface EventRow {
    readonly run: number;
    readonly event: number;
    readonly only: boolean;
    readonly moved: number | null;
    readonly at: number;
}

/** Faults that both runs have, but at different times; none when the runs have different seeds. */
export const findMoved = (failing: Run, passing: Run): readonly MovedFault[] => pairFaults(failing, passing)?.moved ?? [];

/** Pairs the faults of two runs of one seed by number and text; null for runs of different seeds. */
function pairFaults(failing: Run, passing: Run): { equal: Map<number, number>; moved: MovedFault[] } | null {
    if (failing.info.seed !== passing.info.seed) {
        return null;
    }
    const others = groupFaults(passing);
    const equal = new Map<number, number>();
    const moved: MovedFault[] = [];
    for (const [key, all] of groupFaults(failing)) {
        const left = others.get(key) ?? [];
        const late = all.filter((fault) => {
            const same = left.findIndex((other) => passing.start(other) === failing.start(fault));
            const [other = -1] = same < 0 ? [] : left.splice(same, 1);
            if (other >= 0 && passing.result(other) === failing.result(fault)) {
                equal.set(fault, other);
            }
            return other < 0;
        });
        late.slice(0, left.length).forEach((fault, i) => {
            moved.push({ failing: fault, passing: left[i], from: failing.start(fault), to: passing.start(left[i]) });
        });
    }
    return { equal, moved: moved.sort((a, b) => Math.min(a.from, a.to) - Math.min(b.from, b.to)) };
}

/** Faults by number and text; added faults have no number. */
function groupFaults(run: Run): Map<string, number[]> {
    const groups = new Map<string, number[]>();
    for (let i = 0; i < run.count; i++) {
        if (run.kind(i) === Kind.Fault) {
            const key = `${run.details(i)}/${run.message(i)}`;
            groups.set(key, [...(groups.get(key) ?? []), i]);
        }
    }
    return groups;
}

function fold(rows: readonly EventRow[]): CompareRow[] {
    const kept = new Uint8Array(rows.length);
    rows.forEach((row, i) => {
        if (row.only) {
            kept.fill(1, Math.max(0, i - CONTEXT), i + CONTEXT + 1);
        }
    });
    const folded: CompareRow[] = [];
    let equal = 0;
    let isFirst = true;
    rows.forEach((row, i) => {
        if (!kept[i]) {
            equal++;
            return;
        }
        if (equal > 0) {
            folded.push({ type: "fold", count: equal });
            equal = 0;
        }
        if (row.only && isFirst) {
            folded.push({ type: "first" });
            isFirst = false;
        }
        folded.push({ type: "event", run: row.run, event: row.event, only: row.only, moved: row.moved });
    });
    if (equal > 0) {
        folded.push({ type: "fold", count: equal });
    }
    return folded;
}

function fromPairs(count: number, pairs: readonly (readonly [number, number])[]): Int32Array {
    const partner = new Int32Array(count).fill(-1);
    for (const [failing, passing] of pairs) {
        if (failing >= 0 && failing < count) {
            partner[failing] = passing;
        }
    }
    return partner;
}

/** Pairs equal events subject by subject: common start, common end, and the least edits between them. */
function align(failing: Run, passing: Run): Int32Array {
    const partner = new Int32Array(failing.count).fill(-1);
    const keys = new Map<string, number>();
    const first = groupBySubject(failing, keys);
    const second = groupBySubject(passing, keys);
    for (const [subject, a] of first) {
        const b = second.get(subject);
        if (b) {
            alignSequences(a, b, partner);
        }
    }
    return partner;
}

interface Sequence {
    readonly events: number[];
    readonly keys: number[];
}

function groupBySubject(run: Run, keys: Map<string, number>): Map<string, Sequence> {
    const groups = new Map<string, Sequence>();
    const names = run.subjects.map(
        (subject) => `${subject.kind}/${subject.generation}/${subject.name}/${run.subjects[subject.parent]?.name ?? ""}`,
    );
    for (let i = 0; i < run.count; i++) {
        const name = names[run.events.subject[i]];
        let group = groups.get(name);
        if (!group) {
            groups.set(name, (group = { events: [], keys: [] }));
        }
        // A phase fails at its end; its start is the same in both runs.
        const result = run.kind(i) === Kind.Phase ? "" : run.result(i);
        const text = `${run.kind(i)}/${run.message(i)}/${result}`;
        let key = keys.get(text);
        if (key === undefined) {
            keys.set(text, (key = keys.size));
        }
        group.events.push(i);
        group.keys.push(key);
    }
    return groups;
}

function alignSequences(a: Sequence, b: Sequence, partner: Int32Array): void {
    let start = 0;
    let endA = a.keys.length;
    let endB = b.keys.length;
    while (start < endA && start < endB && a.keys[start] === b.keys[start]) {
        partner[a.events[start]] = b.events[start];
        start++;
    }
    while (endA > start && endB > start && a.keys[endA - 1] === b.keys[endB - 1]) {
        endA--;
        endB--;
        partner[a.events[endA]] = b.events[endB];
    }
    for (const [i, j] of findCommon(a.keys.slice(start, endA), b.keys.slice(start, endB))) {
        partner[a.events[start + i]] = b.events[start + j];
    }
}

/** Longest common subsequence by Myers' algorithm; empty when the sequences differ in too much. */
function findCommon(a: readonly number[], b: readonly number[]): [number, number][] {
    const max = Math.min(a.length + b.length, MAX_EDITS);
    const reach = new Int32Array(2 * max + 3);
    const trace: Int32Array[] = [];
    for (let edits = 0; edits <= max && a.length > 0 && b.length > 0; edits++) {
        trace.push(reach.slice(max + 1 - edits - 1, max + 1 + edits + 2));
        for (let k = -edits; k <= edits; k += 2) {
            const down = k === -edits || (k !== edits && reach[max + k] < reach[max + k + 2]);
            let x = down ? reach[max + k + 2] : reach[max + k] + 1;
            while (x < a.length && x - k < b.length && a[x] === b[x - k]) {
                x++;
            }
            reach[max + 1 + k] = x;
            if (x >= a.length && x - k >= b.length) {
                return walkBack(a.length, b.length, trace);
            }
        }
    }
    return [];
}

function walkBack(lengthA: number, lengthB: number, trace: readonly Int32Array[]): [number, number][] {
    const pairs: [number, number][] = [];
    let x = lengthA;
    let y = lengthB;
    for (let edits = trace.length - 1; edits >= 0; edits--) {
        const reach = (k: number) => trace[edits][k + edits + 1];
        const k = x - y;
        const previous = k === -edits || (k !== edits && reach(k - 1) < reach(k + 1)) ? k + 1 : k - 1;
        const fromX = edits === 0 ? 0 : reach(previous);
        const fromY = fromX - (edits === 0 ? 0 : previous);
        while (x > fromX && y > fromY) {
            pairs.push([--x, --y]);
        }
        x = fromX;
        y = fromY;
    }
    return pairs;
}

import { isSpan, Kind, SubjectKind } from "./format";
import type { Run } from "./run";

export type LaneKind =
    "faults" | "journal" | "calls" | "requests" | "program" | "controller" | "services" | "domain" | "metric" | "group" | "log" | "node";

const ORDER: LaneKind[] = ["faults", "journal", "calls", "requests", "program", "controller", "services", "domain", "metric", "group", "log", "node"];
const MAX_ROWS = 4;

/** Events in order of time that do not overlap. */
export interface Row {
    readonly events: Int32Array;
    /** Ends in place of the events' own: a state holds until the next. */
    readonly ends: Float64Array | null;
    /** Number of bad events before each index; null when there is none. */
    readonly bad: Int32Array | null;
}

/** Lane of one run. */
export interface Track {
    /** Node states, phases, faults or generations; null for a lane of spans. */
    readonly base: Row | null;
    readonly rows: Row[];
    readonly marks: Row;
    /** Values of a metric and their range. */
    readonly values: Float64Array | null;
    readonly range: readonly [number, number];
}

export interface Lane {
    readonly key: string;
    readonly kind: LaneKind;
    readonly name: string;
    /** Name of its events in sentences: "Previous of {calls}". */
    readonly events: string;
    /** By run; null when the run has no event of the lane. */
    readonly tracks: (Track | null)[];
}

/** Lanes of all runs, with the lane of each event. */
export class LaneSet {
    lanes: Lane[] = [];
    /** By run: lane of each event; -1 for messages. */
    laneOf: Int32Array[] = [];

    private byKey: ReadonlyMap<string, number> = new Map();

    constructor(
        readonly runs: readonly Run[],
        /** Whether a group has one lane in place of those of its nodes. */
        private readonly isFolded: (group: string) => boolean = () => false,
    ) {
        this.refresh();
    }

    /** Finds the lanes of all events, also of those that were added. */
    refresh(): void {
        const runs = this.runs;
        const found = new Map<string, FoundLane>();
        const keys = runs.map((run) => new KeyTable(run, found, this.isFolded));
        const isGrouped = [...found.values()].some((lane) => lane.kind === "group");
        const groups = new Set(isGrouped ? [...found.values()].map((lane) => lane.group) : []);
        for (const lane of found.values()) {
            lane.group = isGrouped ? lane.group : "";
        }
        const order = [...found.entries()].sort(
            ([, a], [, b]) =>
                rank(a.kind, groups, a.group) - rank(b.kind, groups, b.group) ||
                (a.group === b.group ? 0 : collator.compare(a.group, b.group)) ||
                ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
                collator.compare(a.name, b.name),
        );
        this.byKey = new Map(order.map(([key], i) => [key, i]));
        this.laneOf = keys.map((table) => table.findLanes(this.byKey));
        const parts = runs.map((run, r) =>
            collect(
                run,
                this.laneOf[r],
                order.map(([, lane]) => lane),
            ),
        );
        this.lanes = order.map(([key, lane], i) => ({
            key,
            kind: lane.kind,
            ...describe(lane.kind, lane.name, runs[0]?.info.role === "live"),
            tracks: parts.map((tracks) => tracks[i]),
        }));
    }

    /** Lane of an end of a link: a node, a controller, or else the program. */
    findEnd(name: string): number {
        return this.byKey.get(`node ${name}`) ?? this.byKey.get(`controller ${name}`) ?? this.byKey.get("program") ?? -1;
    }
}

/** Nodes whose group has a lane stand below it. */
function rank(kind: LaneKind, groups: ReadonlySet<string>, group: string): number {
    return ORDER.indexOf(kind === "node" && group !== "" && groups.has(group) ? "group" : kind);
}

const collator = new Intl.Collator("en", { numeric: true });

function describe(kind: LaneKind, name: string, isLive: boolean): { name: string; events: string } {
    switch (kind) {
        case "faults":
            return { name: "Faults", events: "faults" };
        case "journal":
            return { name: "Journal", events: "journal" };
        case "calls":
            return { name: "Cloud calls", events: "cloud calls" };
        case "requests":
            return { name: "Service calls", events: "service calls" };
        case "program":
            return isLive ? { name: "Cluster", events: "cluster" } : { name: "Program", events: "program" };
        case "services":
            return { name: "Services", events: "services" };
        case "log":
            return { name: "Log", events: "log" };
        case "controller":
            return { name: name === "controller" ? "Controller" : `Controller ${name}`, events: name };
        default:
            return { name, events: name };
    }
}

/** Kinds with a lane of their own, whatever their subject is. */
const LANES_OF_KINDS: Readonly<Partial<Record<Kind, LaneKind>>> = {
    [Kind.Fault]: "faults",
    [Kind.JournalWrite]: "journal",
    [Kind.Call]: "calls",
    [Kind.Effect]: "calls",
    [Kind.Observation]: "calls",
    [Kind.Phase]: "program",
};

/** Whether an event is a call of a controller to a node. */
const isRequest = (kind: Kind, subject: SubjectKind): boolean =>
    (kind === Kind.ServiceCall || kind === Kind.Program) && subject === SubjectKind.Controller;

interface FoundLane {
    readonly kind: LaneKind;
    readonly name: string;
    /** Group of a node; name of a group. */
    group: string;
}

/** Keys of the lanes of a run's events, found once for each kind and subject. */
class KeyTable {
    private readonly byKind: (string | null)[] = new Array<string | null>(32).fill(null);
    private readonly bySubject: (string | null)[];
    private requests: string | null = null;

    constructor(
        private readonly run: Run,
        private readonly found: Map<string, FoundLane>,
        private readonly isFolded: (group: string) => boolean,
    ) {
        this.bySubject = new Array<string | null>(run.subjects.length).fill(null);
        const { kind, subject } = run.events;
        for (let i = 0; i < run.count; i++) {
            const lane = LANES_OF_KINDS[kind[i] as Kind];
            if (isRequest(kind[i] as Kind, run.subjects[subject[i]].kind)) {
                this.requests ??= this.add("requests", "");
                this.bySubject[subject[i]] ??= this.keyOfSubject(subject[i]);
            } else if (lane) {
                this.byKind[kind[i]] ??= this.add(lane, "");
            } else if (kind[i] !== Kind.Message) {
                this.bySubject[subject[i]] ??= this.keyOfSubject(subject[i]);
            }
        }
    }

    findLanes(index: ReadonlyMap<string, number>): Int32Array {
        const { kind, subject } = this.run.events;
        const kinds = this.byKind.map((key) => (key === null ? -1 : index.get(key)!));
        const subjects = this.bySubject.map((key) => (key === null ? -1 : index.get(key)!));
        const requests = this.requests === null ? -1 : index.get(this.requests)!;
        const lanes = new Int32Array(this.run.count);
        for (let i = 0; i < lanes.length; i++) {
            if (requests >= 0 && isRequest(kind[i] as Kind, this.run.subjects[subject[i]].kind)) {
                lanes[i] = requests;
                continue;
            }
            lanes[i] = kinds[kind[i]];
            if (lanes[i] < 0 && kind[i] !== Kind.Message) {
                lanes[i] = subjects[subject[i]];
            }
        }
        return lanes;
    }

    private keyOfSubject(index: number): string {
        const node = this.run.nodeOf(index);
        if (node >= 0) {
            const parent = this.run.subjects[this.run.subjects[node].parent];
            const group = parent?.kind === SubjectKind.Group ? parent.name : "";
            if (group !== "" && this.isFolded(group)) {
                return this.add("group", group);
            }
            return this.add("node", this.run.subjects[node].name, group);
        }
        const subject = this.run.subjects[index];
        switch (subject.kind) {
            case SubjectKind.Faults:
                return this.add("faults", "");
            case SubjectKind.Journal:
                return this.add("journal", "");
            case SubjectKind.Cloud:
                return this.add("calls", "");
            case SubjectKind.Agent:
            case SubjectKind.Program:
            case SubjectKind.Service:
                return this.add("services", "");
            case SubjectKind.Log:
                return this.add("log", "");
            case SubjectKind.Domain:
                return this.add("domain", subject.name);
            case SubjectKind.Metric:
                return this.add("metric", subject.name);
            case SubjectKind.Controller:
                return this.add("controller", subject.name);
            case SubjectKind.Group:
                return this.add("group", subject.name);
            default:
                return this.add("program", "");
        }
    }

    private add(kind: LaneKind, name: string, group = kind === "group" ? name : ""): string {
        const key = name === "" ? kind : `${kind} ${name}`;
        if (!this.found.has(key)) {
            this.found.set(key, { kind, name, group });
        }
        return key;
    }
}

function collect(run: Run, laneOf: Int32Array, lanes: readonly { kind: LaneKind; name: string }[]): (Track | null)[] {
    const kinds = lanes.map((lane) => lane.kind);
    const base: number[][] = kinds.map(() => []);
    const spans: number[][] = kinds.map(() => []);
    const marks: number[][] = kinds.map(() => []);
    const controllers = findControllers(run, lanes);
    const generations = new Set<number>();
    for (let i = 0; i < run.count; i++) {
        const lane = laneOf[i];
        if (lane < 0) {
            continue;
        }
        const kind = run.kind(i);
        if (kind === Kind.NodeState && kinds[lane] === "group") {
            marks[lane].push(i);
        } else if (kind === Kind.NodeState || kind === Kind.Phase || kind === Kind.Fault) {
            base[lane].push(i);
        } else if (isSpan(kind)) {
            spans[lane].push(i);
        } else {
            marks[lane].push(i);
        }
        const controller = controllers[run.events.subject[i]];
        if (controller >= 0 && !generations.has(run.events.subject[i])) {
            generations.add(run.events.subject[i]);
            base[controller].push(i);
        }
    }
    return kinds.map((kind, lane) => {
        if (base[lane].length + spans[lane].length + marks[lane].length === 0) {
            return null;
        }
        const values = createValues(run, kind, marks[lane]);
        return {
            base: base[lane].length > 0 ? createBase(run, kind, sort(run, base[lane])) : null,
            rows: pack(run, sort(run, spans[lane])),
            marks: createRow(run, sort(run, marks[lane]), null),
            values,
            range: findRange(values),
        };
    });
}

/** Values of a metric, and the number of ready nodes of a folded group; null for other lanes. */
function createValues(run: Run, kind: LaneKind, events: number[]): Float64Array | null {
    if (kind === "metric") {
        return Float64Array.from(events, (event) => Number(run.message(event)) || 0);
    }
    if (kind !== "group" || !events.some((event) => run.kind(event) === Kind.NodeState)) {
        return null;
    }
    const ready = new Set<number>();
    return Float64Array.from(events, (event) => {
        if (run.kind(event) === Kind.NodeState) {
            const node = run.events.subject[event];
            run.message(event) === "ready" ? ready.add(node) : ready.delete(node);
        }
        return ready.size;
    });
}

/** Lane of each subject that is a controller, whose events are also in other lanes; -1 for other subjects. */
function findControllers(run: Run, lanes: readonly { kind: LaneKind; name: string }[]): number[] {
    const byName = new Map(lanes.map((lane, i) => [lane.kind === "controller" ? lane.name : "", i]));
    byName.delete("");
    return run.subjects.map((subject) => (subject.kind === SubjectKind.Controller ? (byName.get(subject.name) ?? -1) : -1));
}

function findRange(values: Float64Array | null): [number, number] {
    let [low, high] = [0, 1];
    for (const value of values ?? []) {
        low = Math.min(low, value);
        high = Math.max(high, value);
    }
    return [low, high];
}

/** States and generations hold until the next one; phases and faults have ends of their own. */
function createBase(run: Run, kind: LaneKind, events: number[]): Row {
    const holds = kind === "node" || kind === "controller";
    const ends = Float64Array.from(events, (event, i) => {
        if (!holds) {
            return run.finish(event);
        }
        return i + 1 < events.length ? run.start(events[i + 1]) : Infinity;
    });
    return createRow(run, events, ends);
}

/** Places spans on rows so that spans of a row do not overlap, as far as the rows suffice. */
function pack(run: Run, events: number[]): Row[] {
    const rows: number[][] = [];
    const ends: number[] = [];
    for (const event of events) {
        let row = ends.findIndex((end) => end <= run.start(event));
        if (row < 0) {
            row = rows.length < MAX_ROWS ? rows.push([]) - 1 : ends.indexOf(Math.min(...ends));
        }
        rows[row].push(event);
        ends[row] = run.finish(event);
    }
    return rows.map((row) => createRow(run, row, null));
}

function createRow(run: Run, events: number[], ends: Float64Array | null): Row {
    const list = Int32Array.from(events);
    let bad: Int32Array | null = null;
    for (let i = 0; i < list.length; i++) {
        if (run.isBad(list[i])) {
            bad ??= new Int32Array(list.length + 1);
            bad[i + 1] = 1;
        }
    }
    for (let i = 0; bad && i < list.length; i++) {
        bad[i + 1] += bad[i];
    }
    return { events: list, ends, bad };
}

function sort(run: Run, events: number[]): number[] {
    for (let i = 1; i < events.length; i++) {
        if (run.start(events[i]) < run.start(events[i - 1])) {
            return events.sort((a, b) => run.start(a) - run.start(b) || a - b);
        }
    }
    return events;
}

/** Index of the first event of a row that starts after a time, from an index known to be before it. */
export function firstAfter(run: Run, row: Row, ticks: number, from = 0): number {
    const start = run.events.start;
    const events = row.events;
    let low = from;
    let size = 1;
    while (low + size <= events.length && start[events[low + size - 1]] <= ticks) {
        low += size;
        size *= 2;
    }
    let high = Math.min(events.length, low + size);
    while (low < high) {
        const middle = (low + high) >> 1;
        if (start[events[middle]] <= ticks) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/** End of the event at an index of a row. */
export const endAt = (run: Run, row: Row, index: number): number => Math.min(run.endTicks, row.ends?.[index] ?? run.finish(row.events[index]));

/** Events of one kind in order of time. */
export function rowOfKind(run: Run, kind: Kind, isShown: (event: number) => boolean): Row {
    const events: number[] = [];
    for (let i = 0; i < run.count; i++) {
        if (run.kind(i) === kind && isShown(i)) {
            events.push(i);
        }
    }
    return createRow(run, sort(run, events), null);
}

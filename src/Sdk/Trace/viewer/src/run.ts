import type { EventColumns } from "./columns";
import type { RunRecord } from "./decode";
import { EventForms } from "./forms";
import { Kind, SubjectKind, type RunEnd, type RunInfo, type Subject } from "./format";
import { formatDurations } from "./texts";

/** Run with the questions that the page asks. */
export class Run {
    info!: RunInfo;
    end!: RunEnd | null;
    events!: EventColumns;
    strings!: readonly string[];
    subjects!: readonly Subject[];
    /** Zero, or the time of the first event when it is earlier. */
    startTicks = 0;
    /** Time of the last event or of the end; of a live run, the time that was shown last. */
    endTicks = 0;
    /** Event in whose step the run failed, or its last phase; the last event when there is no phase. */
    failure = -1;
    /** Events by start and their ranks; null when they were recorded in that order. */
    private order: { readonly events: Int32Array; readonly ranks: Int32Array } | null = null;
    private linkOffsets!: Int32Array;
    private linkReads!: Int32Array;
    private nodes!: Int32Array;
    /** Number of events when the run was loaded; a live one may have more. */
    private ranked = 0;
    private tails: ReadonlyMap<number, number> | null = null;
    private knownForms: EventForms | null = null;

    constructor(
        record: RunRecord,
        readonly role: "failing" | "passing",
    ) {
        this.load(record);
    }

    /** Takes over a record, or what was appended to it. */
    load(record: RunRecord): void {
        this.info = record.info;
        this.end = record.end;
        this.strings = record.strings;
        this.subjects = record.subjects;
        this.events = dropUnknownSubjects(record);
        this.ranked = this.events.count;
        this.knownForms = null;
        this.tails = null;
        let first = 0;
        let last = record.end?.at ?? 0;
        for (let i = 0; i < this.events.count; i++) {
            const end = this.events.end[i];
            first = Math.min(first, this.events.start[i]);
            last = Math.max(last, end === Infinity ? this.events.start[i] : end);
        }
        this.startTicks = first;
        this.endTicks = last;
        this.failure = this.findFailure();
        this.order = orderByStart(this.events);
        [this.linkOffsets, this.linkReads] = indexLinks(record.links, this.events.count);
        this.nodes = Int32Array.from(this.subjects, (_, i) => this.findAncestor(i, SubjectKind.Node));
    }

    get count(): number {
        return this.ranked;
    }

    get hasCauses(): boolean {
        return this.info.role !== "live" && this.info.role !== "experiment";
    }

    message(event: number): string {
        return this.strings[this.events.message[event]] ?? "";
    }

    result(event: number): string {
        return this.strings[this.events.result[event]] ?? "";
    }

    source(event: number): string {
        return this.strings[this.events.source[event]] ?? "";
    }

    details(event: number): string {
        return this.strings[this.events.details[event]] ?? "";
    }

    subject(event: number): Subject {
        return this.subjects[this.events.subject[event]];
    }

    kind(event: number): Kind {
        return this.events.kind[event];
    }

    start(event: number): number {
        return this.events.start[event];
    }

    /** End of an event; of an open span, the end of the run. */
    finish(event: number): number {
        const end = this.events.end[event];
        return end === Infinity ? Math.max(this.endTicks, this.events.start[event]) : end;
    }

    isOpen(event: number): boolean {
        return this.events.end[event] === Infinity;
    }

    /** Index of the node that a subject belongs to; -1 for none. */
    nodeOf(subject: number): number {
        return this.nodes[subject];
    }

    /** Events whose state an event read. */
    reads(event: number): Int32Array {
        return this.linkReads.subarray(this.linkOffsets[event], this.linkOffsets[event + 1]);
    }

    findAncestor(subject: number, kind: SubjectKind): number {
        for (let at = subject, left = 16; at >= 0 && left > 0; left--) {
            if (this.subjects[at].kind === kind) {
                return at;
            }
            at = this.subjects[at].parent;
        }
        return -1;
    }

    /** Whether a span ended with a problem, or a fault or a bad state began. */
    isBad(event: number): boolean {
        if (this.kind(event) === Kind.NodeState) {
            return BAD_STATES.has(this.message(event));
        }
        return this.kind(event) !== Kind.Fault && isProblem(this.result(event));
    }

    /** Event as one line of text. */
    text(event: number): string {
        const message = this.message(event);
        const subject = this.subject(event).name;
        const result = this.result(event);
        const tail = result === "" ? "" : `: ${result}`;
        switch (this.kind(event)) {
            case Kind.NodeState:
                return `${subject}: ${message}`;
            case Kind.JournalWrite:
                return `journal: ${message}${tail}`;
            case Kind.Effect:
                return `cloud executes: ${message}${tail}`;
            case Kind.Observation:
                return `list: ${message === "" ? "no nodes" : message}${this.isStale(event) ? ` (${this.details(event)})` : ""}`;
            case Kind.Message:
                return `${subject.replace("->", "→")}: ${message}${this.describeDelivery(event)}`;
            case Kind.ServiceCall:
            case Kind.Program:
                return this.describeCall(event);
            case Kind.Phase:
                return event === this.failure && this.end?.outcome === "failed" ? this.describeFailure(event) : message + tail;
            case Kind.Fault:
                return formatDurations(message);
            case Kind.Counter:
                return `${subject} = ${message}`;
            case Kind.Agent:
            case Kind.Log:
            case Kind.LeaseChange:
                return subject === "" ? message : `${subject}: ${message}`;
            default:
                return message + tail;
        }
    }

    /** Events by the texts that they are shown with. */
    get forms(): EventForms {
        return (this.knownForms ??= new EventForms(this));
    }

    /** Event as a row of a list shows it. */
    listText(event: number): string {
        return this.kind(event) === Kind.Phase ? `phase: ${this.message(event)}` : this.text(event);
    }

    /** Note at the end of the failed phase; -1 without one. */
    get failureNote(): number {
        for (let i = this.count - 1; i >= 0 && this.end?.outcome === "failed"; i--) {
            if (this.kind(i) === Kind.Note && this.events.parent[i] === this.failure) {
                return i;
            }
        }
        return -1;
    }

    get hasKeepAlives(): boolean {
        return this.strings.includes("keep-alive");
    }

    /** Whether a list shows an older state than that of the cloud. */
    isStale(event: number): boolean {
        return this.kind(event) === Kind.Observation && this.details(event).startsWith("stale: ");
    }

    /** Whether a message is one of those that only keep a connection open. */
    isKeepAlive(event: number): boolean {
        return this.kind(event) === Kind.Message && this.message(event) === "keep-alive";
    }

    /** "fault 4", or the text of another event. */
    describeReason(event: number): string {
        const number = this.kind(event) === Kind.Fault ? this.details(event) : "";
        return number === "" ? this.text(event) : `fault ${number}`;
    }

    /** Last event that a fault delayed, lost or hid; the end of the fault when there is none after it. */
    tailOf(fault: number): number {
        this.tails ??= this.findTails();
        return Math.max(this.finish(fault), this.tails.get(fault) ?? 0);
    }

    private findTails(): Map<number, number> {
        const tails = new Map<number, number>();
        const add = (fault: number, at: number) => {
            if (fault >= 0 && this.kind(fault) === Kind.Fault) {
                tails.set(fault, Math.max(tails.get(fault) ?? 0, at));
            }
        };
        for (let i = 0; i < this.count; i++) {
            if (this.kind(i) === Kind.Observation) {
                this.reads(i).forEach((read) => add(read, this.start(i)));
            } else if (this.kind(i) === Kind.Agent && this.subject(i).kind === SubjectKind.Node) {
                add(this.events.cause[i], this.start(i));
            }
        }
        return tails;
    }

    private describeDelivery(event: number): string {
        const result = this.result(event);
        const response = this.events.response[event];
        if (result !== "") {
            return `: ${result}${response >= 0 ? ` (${this.describeReason(response)})` : ""}`;
        }
        return this.details(event) === "" ? "" : ` (${this.details(event)})`;
    }

    /** Call of a controller with its response, or its execution by a node. */
    private describeCall(event: number): string {
        const message = this.message(event);
        const [result, details] = [this.result(event), this.details(event)];
        const tail = result === "" ? "" : `: ${result}`;
        switch (this.subject(event).kind) {
            case SubjectKind.Node:
                return `executed: ${message}${tail}`;
            case SubjectKind.Controller:
                return `→ ${message}${tail || (details === "" ? "" : ` returned ${details}`)}`;
            default:
                return message + tail;
        }
    }

    /** The type of an exception says less than its message. */
    private describeFailure(event: number): string {
        const result = this.result(event);
        const type = `${this.end?.exception ?? ""}: `;
        return `${this.message(event)}: ${result.startsWith(type) ? result.slice(type.length) : result || "failed"}`;
    }

    private findFailure(): number {
        const events = this.events;
        const named = this.end?.event ?? -1;
        if (named >= 0 && named < events.count) {
            return named;
        }
        const phase = this.end?.phase;
        for (let i = events.count - 1; i >= 0; i--) {
            if (events.kind[i] === Kind.Phase && (phase === undefined || this.message(i) === phase)) {
                return i;
            }
        }
        return events.count - 1;
    }

    /** Event at a rank by start. */
    at(rank: number): number {
        return this.order ? this.order.events[rank] : rank;
    }

    rank(event: number): number {
        return this.order ? this.order.ranks[event] : event;
    }

    /** Last event that starts at or before a time; -1 for none. */
    lastAt(ticks: number): number {
        let low = 0;
        let high = this.ranked;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (this.events.start[this.at(middle)] <= ticks) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low === 0 ? -1 : this.at(low - 1);
    }
}

function orderByStart({ start, count }: EventColumns): { events: Int32Array; ranks: Int32Array } | null {
    let isOrdered = true;
    for (let i = 1; i < count && isOrdered; i++) {
        isOrdered = start[i] >= start[i - 1];
    }
    if (isOrdered) {
        return null;
    }
    const events = Int32Array.from({ length: count }, (_, i) => i).sort((a, b) => start[a] - start[b] || a - b);
    const ranks = new Int32Array(count);
    events.forEach((event, rank) => (ranks[event] = rank));
    return { events, ranks };
}

/** States of a node that is of no use. */
export const BAD_STATES = new Set(["lost", "failed", "frozen"]);
const GOOD_RESULTS = new Set(["", "ok", "passed", "reverted", "ended", "delivered"]);

export const isProblem = (result: string): boolean => !GOOD_RESULTS.has(result);

/** A damaged event must not end the page: its subject is looked up everywhere. */
function dropUnknownSubjects(record: RunRecord): EventColumns {
    const { events, subjects } = record;
    for (let i = 0; i < events.count; i++) {
        if (events.subject[i] >= subjects.length) {
            events.subject[i] = subjects.push({ kind: SubjectKind.Run, parent: -1, generation: 0, name: "" }) - 1;
        }
        if (events.response[i] >= events.count) {
            events.response[i] = -1;
        }
    }
    return events;
}

function indexLinks(links: number[], count: number): [Int32Array, Int32Array] {
    const offsets = new Int32Array(count + 1);
    for (let i = 0; i < links.length; i += 2) {
        if (links[i] < count && links[i + 1] < count) {
            offsets[links[i] + 1]++;
        }
    }
    for (let i = 0; i < count; i++) {
        offsets[i + 1] += offsets[i];
    }
    const reads = new Int32Array(offsets[count]);
    const next = offsets.slice();
    for (let i = 0; i < links.length; i += 2) {
        if (links[i] < count && links[i + 1] < count) {
            reads[next[links[i]]++] = links[i + 1];
        }
    }
    return [offsets, reads];
}

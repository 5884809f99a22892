import { Kind } from "./format";
import type { Run } from "./run";

/** Link of a chain: an event, and how it leads to the one before it in the chain. */
export interface WhyLink {
    readonly event: number;
    /** Empty for the first. */
    readonly link: string;
    /** Number of events of the same text that were folded into it. */
    readonly repeated: number;
    /** Other states that the observation before it read. */
    readonly others: readonly number[];
}

const MAX_LINKS = 40;

/** Chain of causes from an event backwards: one line per link, repeated ones folded. */
export function findWhy(run: Run, from: number): WhyLink[] {
    const chain: WhyLink[] = [{ event: from, link: "", repeated: 1, others: [] }];
    const visited = new Set([from]);
    let event = from;
    for (let left = 100_000; chain.length < MAX_LINKS && left > 0; left--) {
        const next = findNext(run, event, visited);
        if (!next) {
            break;
        }
        visited.add(next.event);
        const last = chain[chain.length - 1];
        if (chain.length > 1 && next.link === last.link && run.text(next.event) === run.text(last.event)) {
            chain[chain.length - 1] = { ...next, repeated: last.repeated + 1 };
        } else {
            chain.push(next);
        }
        event = next.event;
    }
    return chain;
}

function findNext(run: Run, event: number, visited: ReadonlySet<number>): WhyLink | null {
    const kind = run.kind(event);
    const { cause, parent, response } = run.events;
    if (kind === Kind.Fault) {
        return null;
    }
    if (kind === Kind.Observation || kind === Kind.Decision) {
        const reads = orderReads(run, event).filter((read) => !visited.has(read));
        if (reads.length > 0) {
            return { event: reads[0], link: "reads the state after", repeated: 1, others: reads.slice(1) };
        }
    }
    if (kind === Kind.Effect && parent[event] >= 0 && !visited.has(parent[event])) {
        return link(parent[event], "effect of");
    }
    if (response[event] >= 0 && !visited.has(response[event]) && (run.isBad(event) || kind === Kind.Phase)) {
        return link(response[event], kind === Kind.Phase ? "result of" : "ended by");
    }
    if (kind === Kind.NodeState && cause[event] >= 0 && !visited.has(cause[event])) {
        return link(cause[event], "caused by");
    }
    if (kind === Kind.Phase && event === run.failure) {
        const last = findLastBefore(run, event);
        if (last >= 0) {
            return link(last, "result of");
        }
    }
    const next = followCause(run, event, visited);
    if (!next && !run.hasCauses && parent[event] >= 0 && !visited.has(parent[event])) {
        return link(parent[event], "effect of");
    }
    return next;
}

const link = (event: number, text: string): WhyLink => ({ event, link: text, repeated: 1, others: [] });

/** Follows the scheduler, past timers of the same subject and past journal writes that only waited. */
function followCause(run: Run, event: number, visited: ReadonlySet<number>): WhyLink | null {
    const { cause, subject } = run.events;
    let next = cause[event];
    while (next >= 0 && isBetween(run, next, run.kind(event), subject[event])) {
        next = cause[next];
    }
    if (next < 0 || visited.has(next)) {
        return null;
    }
    const target = run.kind(next);
    if (target === Kind.Observation || target === Kind.Decision) {
        return link(next, "based on");
    }
    return link(next, target === Kind.Fault ? "caused by" : "scheduled by");
}

function isBetween(run: Run, next: number, kind: Kind, subject: number): boolean {
    const other = run.kind(next);
    return (
        (other === kind && run.events.subject[next] === subject) ||
        (other === Kind.JournalWrite && !run.isBad(next)) ||
        other === Kind.Counter
    );
}

/** States that an observation read: first those that its predecessor did not read, newest first. */
function orderReads(run: Run, event: number): number[] {
    const reads = [...run.reads(event)];
    if (reads.length < 2) {
        return reads;
    }
    const before = new Set<number>();
    for (let i = event - 1; i >= 0; i--) {
        if (run.kind(i) === run.kind(event) && run.events.subject[i] === run.events.subject[event]) {
            run.reads(i).forEach((read) => before.add(read));
            break;
        }
    }
    return reads.sort((a, b) => Number(before.has(a)) - Number(before.has(b)) || b - a);
}

/** Last event before the end of a failed phase; the step that failed recorded it or was caused by it. */
function findLastBefore(run: Run, phase: number): number {
    const at = run.end?.at ?? Infinity;
    const bookkeeping = new Set([Kind.Phase, Kind.Counter, Kind.Log, Kind.Note, Kind.JournalWrite, Kind.Message]);
    for (let rank = run.count - 1; rank > run.rank(phase); rank--) {
        const event = run.at(rank);
        if (run.start(event) <= at && !bookkeeping.has(run.kind(event))) {
            return event;
        }
    }
    return -1;
}

/** Sentence about the end of a chain. */
export function describeEnd(run: Run, chain: readonly WhyLink[]): string {
    const last = chain[chain.length - 1].event;
    if (run.kind(last) === Kind.Fault) {
        const number = run.details(last);
        const fault = number === "" ? run.message(last) : `fault ${number}`;
        return `The chain ends at a fault of the schedule: ${run.info.seed === undefined ? "" : `seed ${run.info.seed}, `}${fault}.`;
    }
    if (chain.length >= MAX_LINKS) {
        return `Only the last ${MAX_LINKS} links are shown.`;
    }
    const source = run.source(last);
    return source === "" ? "The chain ends at the start of the run." : `The chain ends at the program's own call in ${source}.`;
}

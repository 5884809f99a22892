import { Kind } from "./format";
import type { Run } from "./run";

/** Link of a chain: an event, and how it leads to the one that it explains. */
export interface WhyLink {
    readonly event: number;
    /** Empty for the first. */
    readonly link: string;
    /** Event that it led to; -1 for the first. Not that of the line before where a second cause follows. */
    readonly from: number;
    /** Number of events between both that only followed each other, for example successful calls. */
    readonly folded: number;
    /** Other states that the observation before it read. */
    readonly others: readonly number[];
}

const MAX_LINKS = 40;

/**
 * Chain of causes from an event backwards, by the rules of RunCause in the SDK. Further causes follow if they end at
 * another fault. The chain of a failure starts with what the program did differently, if that is known.
 */
export function findWhy(run: Run, from: number, different = -1): WhyLink[] {
    const search = new Search(run);
    const first = link(from, "", -1);
    if (from !== run.failure || run.end?.outcome !== "failed" || run.kind(from) !== Kind.Phase) {
        return search.find([first]);
    }
    if (different >= 0) {
        return search.find([first, link(different, "different from the passing run", from)]);
    }
    const last = findLast(run, from);
    return last < 0 ? [first] : search.find([first, link(last, "result of", from)]);
}

const link = (event: number, text: string, from: number, folded = 0, others: readonly number[] = []): WhyLink => ({
    event,
    link: text,
    from,
    folded,
    others,
});

class Search {
    private readonly chain: WhyLink[] = [];
    private readonly visited = new Set<number>();
    private readonly branches: WhyLink[] = [];

    constructor(private readonly run: Run) {}

    find(start: readonly WhyLink[]): WhyLink[] {
        for (const one of start.slice(0, -1)) {
            this.chain.push(one);
            this.visited.add(one.event);
        }
        this.follow(start[start.length - 1], false);
        for (let next = this.branches.pop(); next && this.chain.length < MAX_LINKS; next = this.branches.pop()) {
            this.follow(next, true);
        }
        return this.chain.slice(0, MAX_LINKS);
    }

    /** Adds a path. A branch is added only if it ends at a fault. */
    private follow(start: WhyLink, isBranch: boolean): void {
        const path: WhyLink[] = [];
        const branches: WhyLink[] = [];
        const passed = new Set<number>();
        let next: WhyLink | undefined = start;
        while (next && path.length < MAX_LINKS && !this.visited.has(next.event) && !passed.has(next.event)) {
            passed.add(next.event);
            path.push(next);
            const causes: WhyLink[] = findNext(this.run, next.event).filter((one) => !this.visited.has(one.event) && !passed.has(one.event));
            branches.push(...causes.slice(1));
            next = causes[0];
        }
        if (isBranch && (path.length === 0 || this.run.kind(path[path.length - 1].event) !== Kind.Fault)) {
            return;
        }
        this.chain.push(...path);
        passed.forEach((event) => this.visited.add(event));
        this.branches.push(...branches.reverse());
    }
}

/** Causes of an event, the most specific first. */
function findNext(run: Run, event: number): WhyLink[] {
    const kind = run.kind(event);
    const { parent, response } = run.events;
    if (kind === Kind.Fault) {
        return [];
    }
    const causes = findReads(run, event);
    if (run.result(event) !== "" && response[event] >= 0) {
        causes.push(...findEnd(run, event));
    }
    if ((kind === Kind.Effect || !run.hasCauses) && parent[event] >= 0) {
        causes.push(link(parent[event], "effect of", event));
        return causes;
    }
    const scheduler = findScheduler(run, event);
    if (scheduler) {
        causes.push(scheduler);
    }
    return causes;
}

function findReads(run: Run, event: number): WhyLink[] {
    const reads = [...run.reads(event)];
    const text = run.kind(event) === Kind.Observation ? "shows an older state because of" : "because of";
    const causes = reads.filter((read) => run.kind(read) === Kind.Fault).map((read) => link(read, text, event));
    const states = reads.filter((read) => run.kind(read) !== Kind.Fault);
    if (states.length > 0) {
        const newest = states.reduce((a, b) => Math.max(a, b));
        const others = states.filter((state) => state !== newest);
        causes.push(link(newest, "reads the state after", event, 0, others));
    }
    return causes;
}

/** Why a span failed. The note of a failed call names what was lost, and is later than the cause. */
function findEnd(run: Run, event: number): WhyLink[] {
    const end = run.events.response[event];
    if (run.kind(end) !== Kind.Note || run.events.parent[end] !== event) {
        return [link(end, run.kind(event) === Kind.Message ? "lost because of" : "ended by", event)];
    }
    return [...run.reads(end)].map((read) =>
        link(read, relationOfLoss(run, read, event), event),
    );
}

function relationOfLoss(run: Run, read: number, call: number): string {
    if (run.kind(read) !== Kind.Message) {
        return "because of";
    }
    return read > call ? "no response, because this was lost" : "no response; its connection had lost";
}

/** What scheduled an event, without what only happened before: delivered messages, successful calls. */
function findScheduler(run: Run, event: number): WhyLink | null {
    const { cause, parent, response } = run.events;
    let folded = 0;
    let next = cause[event];
    while (next >= 0 && isPassed(run, event, next)) {
        folded += NOT_COUNTED.has(run.kind(next)) ? 0 : 1;
        next = cause[next];
    }
    if (next < 0) {
        return null;
    }
    if (run.kind(next) === Kind.Note && parent[next] >= 0 && response[parent[next]] === next) {
        return link(parent[next], "after the failure of", event, folded);
    }
    return link(next, relationOf(run, event, next), event, folded);
}

const NOT_COUNTED = new Set<Kind>([Kind.Message, Kind.JournalWrite, Kind.Note, Kind.Counter]);

function relationOf(run: Run, event: number, next: number): string {
    switch (run.kind(next)) {
        case Kind.Observation:
        case Kind.Decision:
            return "based on";
        case Kind.Fault:
            return "caused by";
        default:
            return run.kind(event) === Kind.NodeState ? "caused by" : "scheduled by";
    }
}

const isRequest = (kind: Kind): boolean => kind === Kind.ServiceCall || kind === Kind.Program;

function isPassed(run: Run, event: number, next: number): boolean {
    const [kind, other] = [run.kind(event), run.kind(next)];
    if (run.result(next) !== "") {
        return false;
    }
    switch (other) {
        case Kind.Message:
            return kind !== Kind.Message;
        case Kind.JournalWrite:
        case Kind.Counter:
        case Kind.Phase:
            return true;
        case Kind.ServiceCall:
        case Kind.Program:
            return isRequest(kind) || kind === Kind.Call;
        default:
            if (other === Kind.Note && run.events.parent[next] >= 0) {
                return run.kind(run.events.parent[next]) === Kind.Phase;
            }
            return (
                (other === Kind.Call && kind === Kind.Observation) ||
                (other === kind && run.events.subject[next] === run.events.subject[event])
            );
    }
}

const BOOKKEEPING = new Set<Kind>([Kind.Phase, Kind.Counter, Kind.Log, Kind.Note, Kind.JournalWrite, Kind.Message]);

/** Last failed call of a phase, or else its last event. */
function findLast(run: Run, phase: number): number {
    let last = -1;
    for (let event = run.count - 1; event > phase; event--) {
        if (BOOKKEEPING.has(run.kind(event))) {
            continue;
        }
        if (run.result(event) !== "") {
            return event;
        }
        last = Math.max(last, event);
    }
    return last;
}

/** Sentence about the end of a chain. */
export function describeEnd(run: Run, chain: readonly WhyLink[]): string {
    const faults = [...new Set(chain.map((one) => one.event).filter((event) => run.kind(event) === Kind.Fault))];
    const seed = run.info.seed === undefined ? "" : `seed ${run.info.seed}, `;
    if (faults.length === 1) {
        const number = run.details(faults[0]);
        return `The chain ends at a fault of the schedule: ${seed}${number === "" ? run.message(faults[0]) : `fault ${number}`}.`;
    }
    if (faults.length > 1) {
        const numbers = faults.map((event) => run.details(event) || run.message(event)).sort((x, y) => Number(x) - Number(y));
        const listed = `faults ${numbers.slice(0, -1).join(", ")} and ${numbers[numbers.length - 1]}`;
        return `The chain ends at ${faults.length} faults of the schedule: ${seed}${listed}.`;
    }
    if (chain.length >= MAX_LINKS) {
        return `Only the last ${MAX_LINKS} links are shown.`;
    }
    const last = chain[chain.length - 1].event;
    const source = run.source(last);
    return source === "" ? "The chain ends at the start of the run." : `The chain ends at the program's own call in ${source}.`;
}

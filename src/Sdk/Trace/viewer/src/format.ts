/** Kinds of events, as numbered in the file. */
export const enum Kind {
    Phase,
    Fault,
    NodeState,
    Agent,
    Call,
    Effect,
    Observation,
    Wave,
    Step,
    JournalWrite,
    Message,
    ServiceCall,
    Program,
    Decision,
    Cycle,
    LeaseChange,
    Log,
    Counter,
    Note,
}

/** Names of the kinds in filters. */
export const KIND_NAMES = [
    "Phases",
    "Faults",
    "Node states",
    "Agents",
    "Calls",
    "Effects",
    "Lists",
    "Waves",
    "Steps",
    "Journal writes",
    "Messages",
    "Service calls",
    "Programs",
    "Decisions",
    "Cycles",
    "Lease changes",
    "Log lines",
    "Counters",
    "Notes",
];

/** Kinds of subjects, as numbered in the file. */
export const enum SubjectKind {
    Run,
    Faults,
    Controller,
    Cloud,
    Group,
    Node,
    Agent,
    Program,
    Service,
    Link,
    Journal,
    Domain,
    Metric,
    Log,
}

const SPANS = new Set<number>([
    Kind.Phase,
    Kind.Fault,
    Kind.Call,
    Kind.Wave,
    Kind.Step,
    Kind.JournalWrite,
    Kind.Message,
    Kind.ServiceCall,
    Kind.Program,
    Kind.Cycle,
]);

export const isSpan = (kind: number): boolean => SPANS.has(kind);

export interface Subject {
    readonly kind: number;
    /** Index of the parent; -1 for none. */
    readonly parent: number;
    /** Generation of a controller; 0 for none. */
    readonly generation: number;
    readonly name: string;
}

export interface ScheduledFault {
    readonly number: number;
    readonly at: string;
    readonly text: string;
}

export interface RunInfo {
    readonly version: number;
    readonly test?: string;
    readonly seed?: string;
    readonly replay?: string;
    readonly role?: string;
    readonly command?: string;
    readonly epoch?: string;
    readonly faults?: { readonly kept?: readonly ScheduledFault[]; readonly removed?: readonly ScheduledFault[] };
    readonly product?: string;
}

export interface RunEnd {
    readonly outcome: string;
    readonly phase?: string;
    /** Event that failed; without it, the phase of that name. */
    readonly event?: number;
    readonly exception?: string;
    readonly message?: string;
    readonly frames?: readonly string[];
    readonly at?: number;
    readonly step?: number;
    readonly events?: number;
    readonly dropped?: number;
    readonly hash?: string;
}

/** Difference of one level: event numbers in both runs (-1: missing there) and a sentence. */
export interface Difference {
    readonly failing: number;
    readonly passing: number;
    readonly text: string;
}

export interface Differences {
    readonly nearest?: string | null;
    readonly tried?: number;
    readonly equal?: number;
    readonly fault?: Difference | null;
    readonly effect?: Difference | null;
    readonly seen?: Difference | null;
    readonly done?: Difference | null;
    /** Call that failed in both runs. */
    readonly common?: Difference | null;
    readonly gap?: { readonly from: number; readonly to: number; readonly text: string; readonly isWaiting?: boolean } | null;
    readonly partners?: readonly (readonly [number, number])[];
}

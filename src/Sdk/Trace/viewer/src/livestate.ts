import type { RunRecord } from "./decode";
import { Kind, SubjectKind } from "./format";

/** Order of states in counts and legends. */
export const SHOWN_STATES = ["ready", "booting", "created", "missing", "frozen", "failed", "lost", "terminating", "deleting"] as const;

export interface LiveNode {
    readonly name: string;
    readonly subject: number;
    state: string;
    /** Event of the state. */
    event: number;
}

export interface LiveGroup {
    readonly name: string;
    /** In order of their names. */
    nodes: LiveNode[];
    /** Number of nodes by state. */
    readonly counts: Map<string, number>;
    /** Increased with each change. */
    version: number;
    isSorted: boolean;
}

const collator = new Intl.Collator("en", { numeric: true });

/** What a live run is like now. Each event is read once. */
export class LiveState {
    readonly groups = new Map<string, LiveGroup>();
    /** Events of decisions, of log lines, and of steps, in order of time. */
    readonly decisions: number[] = [];
    readonly lines: number[] = [];
    readonly steps: number[] = [];
    nodeCount = 0;
    readyCount = 0;
    /** Number of steps that the plan has left, as observed last. */
    leftCount = 0;
    /** Text of an outage; empty while the cluster is observed. */
    outage = "";
    private readonly nodes = new Map<number, { readonly node: LiveNode; readonly group: LiveGroup }>();
    private next = 0;

    constructor(readonly record: RunRecord) {}

    /** Reads the events that were added. */
    update(): void {
        const { events } = this.record;
        for (; this.next < events.count; this.next++) {
            this.read(this.next, events.kind[this.next]);
        }
        for (const group of this.groups.values()) {
            if (!group.isSorted) {
                group.nodes.sort((a, b) => collator.compare(a.name, b.name));
                group.isSorted = true;
            }
        }
    }

    get ordered(): LiveGroup[] {
        return [...this.groups.values()].sort((a, b) => collator.compare(a.name, b.name));
    }

    text(event: number): string {
        return this.record.strings[this.record.events.message[event]] ?? "";
    }

    private read(event: number, kind: Kind): void {
        switch (kind) {
            case Kind.NodeState:
                this.readState(event);
                break;
            case Kind.Decision:
                this.decisions.push(event);
                break;
            case Kind.Log:
                this.lines.push(event);
                break;
            case Kind.Step:
                this.steps.push(event);
                break;
            case Kind.Counter:
                if (this.record.subjects[this.record.events.subject[event]]?.name === "steps left") {
                    this.leftCount = Number(this.text(event)) || 0;
                }
                break;
            case Kind.Note:
                this.readNote(this.text(event));
                break;
        }
    }

    private readNote(text: string): void {
        if (text.startsWith("the cluster cannot be observed")) {
            this.outage = text;
        } else if (text === "the cluster is observed again") {
            this.outage = "";
        }
    }

    private readState(event: number): void {
        const subject = this.record.events.subject[event];
        const state = this.text(event);
        const known = this.nodes.get(subject);
        if (known) {
            this.count(known.group, known.node.state, -1);
        }
        const { node, group } = known ?? this.add(subject);
        node.state = state;
        node.event = event;
        group.version++;
        if (state === "deleted") {
            group.nodes = group.nodes.filter((one) => one !== node);
            this.nodes.delete(subject);
            this.nodeCount--;
            if (group.nodes.length === 0) {
                this.groups.delete(group.name);
            }
            return;
        }
        this.count(group, state, 1);
    }

    private add(subject: number): { node: LiveNode; group: LiveGroup } {
        const { subjects } = this.record;
        const { name, parent } = subjects[subject] ?? { name: "", parent: -1 };
        const groupName = subjects[parent]?.kind === SubjectKind.Group ? subjects[parent].name : "";
        let group = this.groups.get(groupName);
        if (!group) {
            group = { name: groupName, nodes: [], counts: new Map(), version: 0, isSorted: true };
            this.groups.set(groupName, group);
        }
        const node: LiveNode = { name, subject, state: "", event: -1 };
        group.nodes.push(node);
        group.isSorted = false;
        this.nodeCount++;
        const added = { node, group };
        this.nodes.set(subject, added);
        return added;
    }

    private count(group: LiveGroup, state: string, change: number): void {
        group.counts.set(state, (group.counts.get(state) ?? 0) + change);
        this.readyCount += state === "ready" ? change : 0;
    }
}

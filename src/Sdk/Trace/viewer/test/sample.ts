import { Kind, SubjectKind, type Differences, type RunInfo, type ScheduledFault } from "../src/format";
import { encodeFile, RunWriter } from "./encode";

const MS = 10_000;
const FLUSH = 5_000;
const CALL = 50 * MS;
const LOST_AT = 1_377_300_000;
const CHECK_AT = 6_307_085_000;

const REMOVED: ScheduledFault[] = [
    ["00:00.001", "IDs of removed resources are reused for 00:00:00.0090000"],
    ["00:00.013", "controller and web-1, web-2, web-3 are cut off from each other for 00:00:00.3480000"],
    ["00:00.101", "the cloud has room for 0 nodes for 00:00:00.0250000"],
    ["00:01.467", "all links are changed for 00:00:05.3240000: jitter 00:00:00 to 00:00:00.2000000, 3.674% of packets are lost"],
    ["00:08.026", "crash of the agent of node web-1 for 00:00:00.1950000"],
    ["00:09.843", "crash of node web-2"],
    ["01:41.54", "calls arrive 00:00:00 to 00:00:40 late for 00:01:38.3780000"],
].map(([at, text], number) => ({ number, at, text }));

export interface Names {
    readonly test: string;
    readonly nodes: readonly string[];
    readonly message: string;
}

export const PLAIN: Names = { test: "ShopTests.Shop_survives", nodes: ["web-1", "web-2", "web-3"], message: "web-3 does not answer" };

const ATTACK = `<img src=x onerror="window.attacked=1">`;
export const HOSTILE: Names = {
    test: `${ATTACK}</title></script><script>window.attacked=2</script>`,
    nodes: ["web-1", `${ATTACK}`, `</script><script>window.attacked=3</script>\u202eevil`],
    message: `${ATTACK} {{constructor.constructor('window.attacked=4')()}} javascript:window.attacked=5`,
};

/** Program with three nodes: one is lost in the failing run, and its program does not look again. */
class SampleRun {
    readonly writer: RunWriter;
    private readonly program: number;
    private readonly faults: number;
    private readonly controller: number;
    private readonly cloud: number;
    private readonly journal: number;
    private readonly nodes: number[];
    private readonly agents: number[];
    private readonly states: number[] = [];
    private step = 0;
    private last = -1;

    constructor(
        private readonly names: Names,
        private readonly isFailing: boolean,
    ) {
        const fault: ScheduledFault = { number: 16, at: "02:17.73", text: `loss of node ${names.nodes[2]}` };
        const info: RunInfo = {
            version: 1,
            test: names.test,
            seed: "27",
            replay: isFailing ? "27:16" : "27:none",
            role: isFailing ? "failing" : "passing",
            command: `SCALEWRIGHT_SEED=27:16 dotnet test --filter FullyQualifiedName=${names.test}`,
            epoch: "2000-01-01T00:00:00Z",
            faults: { kept: isFailing ? [fault] : [], removed: REMOVED },
            product: "0.1.0",
        };
        this.writer = new RunWriter(info);
        this.program = this.writer.subject(SubjectKind.Run, "run");
        this.faults = this.writer.subject(SubjectKind.Faults, "faults");
        this.controller = this.writer.subject(SubjectKind.Controller, "controller", -1, 1);
        this.cloud = this.writer.subject(SubjectKind.Cloud, "cloud");
        this.journal = this.writer.subject(SubjectKind.Journal, "journal.log");
        this.nodes = names.nodes.map((name) => this.writer.subject(SubjectKind.Node, name));
        this.agents = this.nodes.map((node, i) => this.writer.subject(SubjectKind.Agent, names.nodes[i], node));
    }

    run(): Uint8Array {
        const phase = this.phase("under faults", 0, CHECK_AT, "");
        this.last = phase;
        this.provision();
        this.wait();
        this.endProgram();
        const check = this.check();
        return this.writer.encode(new Set([phase, check]));
    }

    private provision(): void {
        const at = this.call("check the topology", 0);
        let now = this.list(at, []);
        for (const text of ["lock", "desired topology", "reserve", "engine state"]) {
            now = this.write(text, now + FLUSH);
        }
        now = this.list(now, []);
        now = this.write("intent of 1 step", this.call("check the topology", now));
        now = this.write("intent of 1 step", this.list(now, []));
        const group = this.last;
        const create = this.writer.add({
            kind: Kind.Call,
            subject: this.controller,
            at: now,
            end: now + CALL,
            message: "create group web",
            step: this.next(),
            cause: group,
            response: this.writer.events.length + 1,
            source: "ShopTests.cs:13",
        });
        this.last = this.writer.add({
            kind: Kind.Effect,
            subject: this.cloud,
            at: now + CALL / 2,
            message: "create group web",
            step: this.next(),
            cause: create,
            parent: create,
        });
        now = this.write("intent of 3 steps", this.write("result of create group web", now + CALL));
        this.createNodes(now);
    }

    private createNodes(at: number): void {
        const cause = this.last;
        const calls = this.names.nodes.map((name, i) =>
            this.writer.add({
                kind: Kind.Call,
                subject: this.controller,
                at,
                end: at + CALL,
                message: `create node ${name}`,
                step: this.step + 1,
                cause,
                response: this.writer.events.length + 3 + 2 * i,
                source: "ShopTests.cs:13",
            }),
        );
        this.next();
        this.names.nodes.forEach((name, i) => {
            const effect = this.writer.add({
                kind: Kind.Effect,
                subject: this.cloud,
                at: at + CALL / 2,
                message: `create node ${name}`,
                step: this.next(),
                cause: calls[i],
                parent: calls[i],
            });
            const created = this.state(i, "created", at + CALL / 2, effect);
            this.state(i, "booting", at + CALL / 2, created);
        });
        this.last = calls[0];
        let now = this.write("result of create nodes", this.write("result of 3 steps", at + CALL));
        for (const pause of [0, 1e7, 2e7, 4e7, 8e7]) {
            now = this.list(now + pause, [0, 1, 2]);
        }
        const ready = 303_320_000;
        this.names.nodes.forEach((_, i) => this.state(i, "ready", ready, this.states[i]));
        this.list(this.list(306_080_000, [0, 1, 2]), [0, 1, 2]);
    }

    private wait(): void {
        if (!this.isFailing) {
            return;
        }
        const fault = this.writer.add({
            kind: Kind.Fault,
            subject: this.faults,
            at: LOST_AT,
            end: LOST_AT,
            message: `loss of node ${this.names.nodes[2]}`,
            step: 136,
            details: "16",
        });
        this.step = 136;
        this.state(2, "lost", LOST_AT, fault);
    }

    private endProgram(): void {
        this.step = 269;
        this.write("engine state", CHECK_AT - FLUSH);
    }

    private check(): number {
        const end = this.isFailing ? 6_308_100_000 : 6_308_112_000;
        const check = this.phase("check", CHECK_AT, end, this.isFailing ? this.names.message : "");
        const seen = this.isFailing ? [0, 1] : [0, 1, 2];
        let now = this.write("mark", this.write("lock", CHECK_AT));
        now = this.list(this.list(now, seen), seen);
        const list = this.last;
        const program = this.names.nodes.map((name, i) => this.visit(i, name, now, list));
        const failed = program[2];
        this.write("mark", now);
        this.writer.end = this.isFailing
            ? {
                  outcome: "failed",
                  phase: "check",
                  exception: "CheckFailedException",
                  message: this.names.message,
                  frames: ["ShopTests.AllAnswer(Cluster cluster) in ShopTests.cs:24", "ShopTests.Shop_survives() in ShopTests.cs:21"],
                  at: end,
                  step: 297,
                  events: this.writer.events.length,
                  dropped: 0,
                  hash: "5b1f",
              }
            : { outcome: "passed", phase: "check", at: end, step: 398, events: this.writer.events.length, dropped: 0, hash: "77aa" };
        const phase = this.writer.events[check];
        this.writer.events[check] = { ...phase, response: this.isFailing ? failed : this.last };
        return check;
    }

    private visit(i: number, name: string, at: number, cause: number): number {
        if (i === 2 && this.isFailing) {
            const program = this.writer.subject(SubjectKind.Program, "hostname", this.nodes[i]);
            return this.writer.add({
                kind: Kind.Program,
                subject: program,
                at,
                end: at,
                message: `run hostname on ${name}`,
                result: `node '${name}' is Missing [SW6006]`,
                step: 283,
                cause,
                source: "ShopTests.cs:24",
            });
        }
        const call = this.writer.add({
            kind: Kind.ServiceCall,
            subject: this.agents[i],
            at,
            end: at + 8_000,
            message: `connect to ${name}`,
            step: 283,
            cause,
        });
        this.writer.add({ kind: Kind.Agent, subject: this.agents[i], at, message: "its agent starts", step: 283, cause: call });
        const there = this.writer.subject(SubjectKind.Link, `controller -> ${name}`);
        const back = this.writer.subject(SubjectKind.Link, `${name} -> controller`);
        const hello = this.message(there, at, "Hello, 24 bytes", call);
        const answer = this.message(back, at + 2_000, "Hello, 32 bytes", hello);
        const request = this.message(there, at + 4_000, "Request, 130 bytes", answer, this.isFailing);
        if (!this.isFailing) {
            const program = this.writer.subject(SubjectKind.Program, "hostname", this.nodes[i]);
            const ran = this.writer.add({
                kind: Kind.Program,
                subject: program,
                at: at + 6_000,
                end: at + 8_000,
                message: `run hostname on ${name}`,
                step: 343 + i,
                cause: request,
            });
            this.message(back, at + 8_000, "Response, 41 bytes", ran);
        }
        return call;
    }

    private message(link: number, at: number, text: string, cause: number, isOpen = false): number {
        const end = isOpen ? {} : { end: at + 2_000 };
        return this.writer.add({ kind: Kind.Message, subject: link, at, ...end, message: text, step: 285, cause });
    }

    private phase(message: string, at: number, end: number, result: string): number {
        return this.writer.add({
            kind: Kind.Phase,
            subject: this.program,
            at,
            end,
            message,
            result,
            step: this.next(),
            ...(this.last < 0 ? {} : { cause: this.last }),
        });
    }

    private call(message: string, at: number): number {
        this.last = this.writer.add({
            kind: Kind.Call,
            subject: this.controller,
            at,
            end: at + CALL,
            message,
            step: this.next(),
            cause: this.last,
        });
        return at + CALL;
    }

    private list(at: number, nodes: number[]): number {
        const call = this.writer.add({
            kind: Kind.Call,
            subject: this.controller,
            at,
            end: at + CALL,
            message: "list resources",
            step: this.next(),
            cause: this.last,
            response: this.writer.events.length + 1,
        });
        const word: Record<string, string> = { booting: "Pending", created: "Pending", ready: "Ready", lost: "Missing" };
        const text = nodes.map((i) => `${this.names.nodes[i]} ${word[this.writer.events[this.states[i]].message]}`).join(", ");
        this.last = this.writer.add({
            kind: Kind.Observation,
            subject: this.controller,
            at: at + CALL,
            message: text,
            step: this.next(),
            cause: call,
            parent: call,
            reads: this.states.slice(),
        });
        return at + CALL;
    }

    private write(message: string, at: number): number {
        this.last = this.writer.add({
            kind: Kind.JournalWrite,
            subject: this.journal,
            at,
            end: at + FLUSH,
            message,
            step: this.next(),
            cause: this.last,
        });
        return at + FLUSH;
    }

    private state(i: number, message: string, at: number, cause: number): number {
        this.states[i] = this.writer.add({ kind: Kind.NodeState, subject: this.nodes[i], at, message, step: this.next(), cause });
        return this.states[i];
    }

    private next(): number {
        return ++this.step;
    }
}

export interface Sample {
    readonly file: Uint8Array;
    readonly differences: Differences;
    readonly failing: RunWriter;
    readonly passing: RunWriter;
}

/** Failing run 27:16 and its nearest passing run. */
export function createSample(names: Names): Sample {
    const failing = new SampleRun(names, true);
    const passing = new SampleRun(names, false);
    const file = encodeFile([failing.run(), passing.run()]);
    const node = names.nodes[2];
    const events = failing.writer.events;
    const others = passing.writer.events;
    const fault = events.findIndex((event) => event.kind === Kind.Fault);
    const seen = events.findIndex((event, i) => i > fault && event.kind === Kind.Observation);
    const done = events.findIndex((event) => event.kind === Kind.Program);
    const differences: Differences = {
        nearest: "27:none",
        tried: 1,
        equal: 38,
        fault: { failing: fault, passing: -1, text: `At 02:17.73, loss of node ${node}.` },
        effect: { failing: fault + 1, passing: -1, text: `At 02:17.73, ${node} was lost. In the passing run, it stays ready.` },
        seen: {
            failing: seen,
            passing: others.findIndex((event) => event.kind === Kind.Observation && event.at > CHECK_AT),
            text: `At 10:30.7595, the program saw it: list resources returned ${names.nodes[0]} and ${names.nodes[1]}, not ${node}.`,
        },
        done: {
            failing: done,
            passing: others.findIndex((event) => event.kind === Kind.ServiceCall && event.message === `connect to ${node}`),
            text: `The program then did something else: run hostname on ${node} instead of connect to ${node}.`,
        },
        gap: { from: LOST_AT, to: CHECK_AT + 2 * FLUSH, text: "In between, for 8 min 13 s, the program made no call." },
    };
    return { file, differences, failing: failing.writer, passing: passing.writer };
}

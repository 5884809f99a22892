import { Kind, SubjectKind } from "../src/format";
import { encodeFile, RunWriter } from "./encode";

/** Numbers that look random and are the same each time. */
function createRandom(seed: number): () => number {
    let state = seed;
    return () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state / 2 ** 32;
    };
}

/** Run with many events: 40 nodes, two controllers with restarts, services, metrics, faults. */
export function createLarge(count: number, nodes = 40): Uint8Array {
    const random = createRandom(7);
    const pick = (n: number) => Math.floor(random() * n);
    const writer = new RunWriter({
        version: 1,
        test: "BigTests.Many_events",
        seed: "3",
        replay: "3:1,2",
        role: "failing",
        command: "SCALEWRIGHT_SEED=3:1,2 dotnet test",
        faults: {
            kept: [
                { number: 1, at: "00:21", text: "crash of node worker-1" },
                { number: 2, at: "01:07", text: "crash of node worker-2" },
            ],
            removed: [],
        },
        product: "0.1.0",
    });
    const run = writer.subject(SubjectKind.Run, "run");
    const faults = writer.subject(SubjectKind.Faults, "faults");
    const cloud = writer.subject(SubjectKind.Cloud, "cloud");
    const journal = writer.subject(SubjectKind.Journal, "journal.log");
    const controllers = [1, 2, 3]
        .map((generation) => writer.subject(SubjectKind.Controller, "a", -1, generation))
        .concat(writer.subject(SubjectKind.Controller, "b", -1, 1));
    const metric = writer.subject(SubjectKind.Metric, "requests");
    const names = Array.from({ length: nodes }, (_, i) => `worker-${i + 1}`);
    const subjects = names.map((name) => writer.subject(SubjectKind.Node, name));
    const programs = subjects.map((node) => writer.subject(SubjectKind.Program, "job", node));
    const links = names.map((name) => writer.subject(SubjectKind.Link, `a -> ${name}`));
    writer.add({ kind: Kind.Phase, subject: run, at: 0, message: "under faults" });
    let at = 0;
    for (let i = 1; i < count; i++) {
        at += random() < 0.0005 ? 2e8 : Math.floor(random() * 20_000);
        const node = pick(nodes);
        const cause = i - 1 - pick(Math.min(i, 20));
        const step = i * 4;
        const generation = Math.min(2, Math.floor((3 * i) / count));
        const controller = random() < 0.3 ? controllers[3] : controllers[generation];
        const base = { at, step, cause };
        const end = at + Math.floor(random() * 60_000);
        switch (pick(12)) {
            case 0:
                writer.add({
                    ...base,
                    kind: Kind.NodeState,
                    subject: subjects[node],
                    message: random() < 0.02 ? ["booting", "lost", "frozen", "failed", "deleting"][pick(5)] : "ready",
                });
                break;
            case 1:
            case 2:
                writer.add({
                    ...base,
                    kind: Kind.Call,
                    subject: controller,
                    message: `create node ${names[node]}`,
                    end,
                    result: random() < 0.02 ? "no response" : "",
                });
                break;
            case 3:
                writer.add({ ...base, kind: Kind.Effect, subject: cloud, message: `create node ${names[node]}` });
                break;
            case 4:
                writer.add({ ...base, kind: Kind.JournalWrite, subject: journal, message: "result of 3 steps", end: at + 5_000 });
                break;
            case 5:
                writer.add({
                    ...base,
                    kind: Kind.Program,
                    subject: programs[node],
                    message: `run job ${i % 5_000} on ${names[node]}`,
                    end,
                    result: random() < 0.01 ? "exit code 1" : "",
                });
                break;
            case 6:
                writer.add({ ...base, kind: Kind.Step, subject: controller, message: `step ${i % 100}`, end });
                break;
            case 7:
                writer.add({
                    ...base,
                    kind: Kind.Counter,
                    subject: metric,
                    message: String(Math.round(500 + 400 * Math.sin(i / 9_000) + 50 * random())),
                });
                break;
            case 8:
                if (random() < 0.001) {
                    writer.add({
                        ...base,
                        kind: Kind.Fault,
                        subject: faults,
                        message: `crash of node ${names[node]}`,
                        end: at + 5e6,
                        details: String(i),
                    });
                } else {
                    writer.add({ ...base, kind: Kind.Log, subject: subjects[node], message: `line ${i % 2_000}` });
                }
                break;
            default:
                writer.add({
                    ...base,
                    kind: Kind.Message,
                    subject: links[node],
                    message: `Request, ${100 + pick(100)} bytes`,
                    end: at + 2_000,
                });
        }
    }
    writer.end = {
        outcome: "failed",
        phase: "under faults",
        message: "job 17 was lost",
        at: at + 1,
        step: count * 4,
        events: count,
        dropped: 1_204_332,
        frames: [],
    };
    writer.events[0] = { ...writer.events[0], end: at + 1, result: "job 17 was lost" };
    return encodeFile([writer.encode(new Set([0]))]);
}

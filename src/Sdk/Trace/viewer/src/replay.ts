import type { RunInfo } from "./format";

/** Fault that the seed generates. */
export interface GeneratedFault {
    readonly number: number;
    readonly text: string;
    /** Its time in the recorded run, as the page shows it and as a replay string has it. */
    readonly shownTime: string;
    readonly time: string;
    isKept: boolean;
    /** Time in the next run. */
    at: string;
    /** Whether the recorded run had it at another time than the seed generates. */
    readonly wasMoved: boolean;
}

/** Fault that the seed does not generate: `crash(web-2)`. */
export interface AddedFault {
    readonly text: string;
    at: string;
}

/** Seed and faults of the next run. */
export interface Schedule {
    readonly recordedSeed: string;
    seed: string;
    readonly generated: GeneratedFault[];
    readonly added: AddedFault[];
}

export interface FaultWord {
    readonly word: string;
    readonly label: string;
    readonly hosts: 1 | 2;
    readonly hasDuration: boolean;
}

/** Faults that can be added; the words are those of replay strings. */
export const FAULT_WORDS: readonly FaultWord[] = [
    { word: "crash", label: "Crash of a node", hosts: 1, hasDuration: false },
    { word: "restart", label: "Restart of a node", hosts: 1, hasDuration: true },
    { word: "freeze", label: "Pause of a node", hosts: 1, hasDuration: true },
    { word: "lose", label: "Loss of a node", hosts: 1, hasDuration: false },
    { word: "fill", label: "Full disk of a node", hosts: 1, hasDuration: true },
    { word: "isolate", label: "Host cut off from all others", hosts: 1, hasDuration: true },
    { word: "cut", label: "Link of two hosts cut", hosts: 2, hasDuration: true },
    { word: "slow", label: "Slow link of two hosts", hosts: 2, hasDuration: true },
    { word: "kill", label: "Kill of the controller", hosts: 1, hasDuration: false },
];

export const CONTROLLER = "controller";

/** Hosts that a fault can have, of the nodes of a run. */
export function hostsOf(word: FaultWord, nodes: readonly string[]): readonly string[] {
    if (word.word === "kill") {
        return [CONTROLLER];
    }
    return word.hosts === 2 || word.word === "isolate" ? [...nodes, CONTROLLER] : nodes;
}

const TIME = /^(?:(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+|(?:\d+\.)?\d{1,2}:\d{2}:\d{2}(?:\.\d{1,7})?)$/;

/** Whether a text is a time since the start, or a duration: `00:02:10`, `130s`, `2m10s`. */
export const isTime = (text: string): boolean => TIME.test(text);

/** Time of a replay string: `00:02:17.73`. */
export function formatReplayTime(ticks: number): string {
    const whole = Math.max(0, Math.round(ticks));
    const seconds = Math.floor(whole / 1e7);
    const two = (value: number) => String(value).padStart(2, "0");
    const fraction = whole % 1e7 === 0 ? "" : `.${String(whole % 1e7).padStart(7, "0").replace(/0+$/, "")}`;
    const days = Math.floor(seconds / 86_400);
    const clock = `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    return `${days > 0 ? `${days}.` : ""}${clock}${fraction}`;
}

/** Time of a run's description, `02:17.73` or `1:02:17.73`, as in a replay string. */
export function toReplayTime(at: string): string {
    const parts = at.split(":");
    const [hours, minutes, seconds] = parts.length === 2 ? ["0", ...parts] : parts;
    const whole = Number(hours);
    const days = Math.floor(whole / 24);
    return `${days > 0 ? `${days}.` : ""}${String(whole % 24).padStart(2, "0")}:${minutes}:${seconds}`;
}

/** Schedule of a recorded run. */
export function readSchedule(info: RunInfo): Schedule {
    const { added, moved } = readReplay(info.replay ?? "");
    const kept = (info.faults?.kept ?? []).filter((fault) => fault.number >= 0);
    const generated = [
        ...kept.map((fault) => ({ fault, isKept: true })),
        ...(info.faults?.removed ?? []).map((fault) => ({ fault, isKept: false })),
    ].map(({ fault, isKept }) => {
        const time = toReplayTime(fault.at);
        return { number: fault.number, text: fault.text, shownTime: fault.at, time, isKept, at: time, wasMoved: moved.has(fault.number) };
    });
    generated.sort((a, b) => a.number - b.number);
    const seed = info.seed ?? "";
    return { recordedSeed: seed, seed, generated, added };
}

function readReplay(replay: string): { added: AddedFault[]; moved: Set<number> } {
    const added: AddedFault[] = [];
    const moved = new Set<number>();
    const colon = replay.indexOf(":");
    for (const item of colon < 0 ? [] : replay.slice(colon + 1).split(/,(?![^(]*\))/)) {
        const at = item.lastIndexOf("@");
        if (at > 0 && item.startsWith("+")) {
            added.push({ text: item.slice(1, at), at: item.slice(at + 1) });
        } else if (at > 0) {
            moved.add(Number(item.slice(0, at)));
        }
    }
    return { added, moved };
}

/** Replay string of a schedule: `27:2-4,5@00:02:10,+crash(web-2)@00:05:00`. */
export function formatReplay(schedule: Schedule): string {
    const added = schedule.added.map((fault) => `+${fault.text}@${fault.at}`);
    const generated = schedule.seed === schedule.recordedSeed ? formatGenerated(schedule.generated) : ["all"];
    const items = [...generated, ...added];
    if (items.length === 0) {
        return `${schedule.seed}:none`;
    }
    return items.length === 1 && items[0] === "all" ? schedule.seed : `${schedule.seed}:${items.join(",")}`;
}

function formatGenerated(faults: readonly GeneratedFault[]): string[] {
    const isMoved = (fault: GeneratedFault): boolean => fault.wasMoved || fault.at !== fault.time;
    if (faults.length > 0 && faults.every((fault) => fault.isKept)) {
        return ["all", ...faults.filter(isMoved).map((fault) => `${fault.number}@${fault.at}`)];
    }
    const kept = faults.filter((fault) => fault.isKept);
    const items: string[] = [];
    for (let start = 0; start < kept.length;) {
        if (isMoved(kept[start])) {
            items.push(`${kept[start].number}@${kept[start].at}`);
            start++;
            continue;
        }
        let end = start;
        while (end + 1 < kept.length && kept[end + 1].number === kept[end].number + 1 && !isMoved(kept[end + 1])) {
            end++;
        }
        items.push(end === start ? String(kept[start].number) : `${kept[start].number}-${kept[end].number}`);
        start = end + 1;
    }
    return items;
}

import { element } from "./dom";
import type { LiveState } from "./livestate";
import { formatCount, formatDuration, formatNumber } from "./texts";

const MAX_OPEN = 12;
const MAX_DONE = 8;

/** Card of the plan under way. */
export class PlanCard {
    readonly root = element("section", "card plan");
    private readonly title = element("h2", "", "Plan");
    private readonly text = element("p", "note");
    private readonly bar = element("progress");
    private readonly list = element("ol", "steps");
    private key = "";

    constructor() {
        this.root.setAttribute("aria-label", "Plan under way");
        this.bar.setAttribute("aria-label", "Progress of the plan");
        this.root.append(this.title, this.text, this.bar, this.list);
    }

    render(state: LiveState, now: number): void {
        const { events } = state.record;
        const open = state.steps.filter((step) => events.end[step] === Infinity);
        const first = findStart(state, open);
        const done = state.steps.slice(first).filter((step) => events.end[step] !== Infinity);
        const key = `${open.length} ${done.length} ${state.leftCount} ${open.length > 0 ? Math.floor(now / 1e7) : 0}`;
        if (key === this.key) {
            return;
        }
        this.key = key;
        const left = Math.max(open.length, state.leftCount);
        this.bar.hidden = left === 0 && open.length === 0;
        this.bar.max = Math.max(1, done.length + left);
        this.bar.value = done.length;
        this.text.textContent = describe(open.length, done.length, left);
        this.list.textContent = "";
        for (const step of open.slice(0, MAX_OPEN)) {
            this.list.append(createStep(state.text(step), formatDuration(Math.max(0, now - events.start[step])), "open"));
        }
        if (open.length > MAX_OPEN) {
            this.list.append(element("li", "note", `and ${formatNumber(open.length - MAX_OPEN)} more under way`));
        }
        for (const step of done.slice(-MAX_DONE).reverse()) {
            const result = state.record.strings[events.result[step]] ?? "";
            const time = formatDuration(events.end[step] - events.start[step]);
            this.list.append(createStep(state.text(step), result === "" ? time : `${result}, ${time}`, result === "" ? "done" : "failed"));
        }
    }
}

/** First step of the plan under way, or of the last one: no 30 seconds without a step. */
function findStart(state: LiveState, open: readonly number[]): number {
    const { events } = state.record;
    const steps = state.steps;
    let first = steps.length;
    let start = open.length > 0 ? events.start[open[0]] : Infinity;
    while (first > 0) {
        const step = steps[first - 1];
        const end = events.end[step] === Infinity ? Infinity : events.end[step];
        if (start !== Infinity && end < start - 3e8) {
            break;
        }
        start = Math.min(start, events.start[step]);
        first--;
    }
    return first;
}

function describe(open: number, done: number, left: number): string {
    if (open > 0) {
        return `${formatCount(open, "step", "steps")} under way, ${formatNumber(done)} done, ${formatNumber(left)} left`;
    }
    const last = done > 0 ? ` ${formatCount(done, "step", "steps")} done in the last plan.` : "";
    return left > 0 ? `Drift: the next apply has ${formatCount(left, "step", "steps")}.${last}` : `No step is under way.${last}`;
}

function createStep(text: string, time: string, kind: string): HTMLElement {
    const names: Record<string, string> = { open: "under way", done: "done", failed: "failed" };
    const item = element("li", `step ${kind}`);
    const mark = element("i", "", { open: "◌", done: "✓", failed: "✕" }[kind] ?? "");
    mark.setAttribute("aria-hidden", "true");
    item.append(mark, element("span", "", text), element("span", "hidden", `, ${names[kind]}, `), element("small", "mono", time));
    return item;
}

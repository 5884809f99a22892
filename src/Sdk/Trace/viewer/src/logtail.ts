import { button, element } from "./dom";
import type { LiveState } from "./livestate";
import type { Run } from "./run";
import { formatNumber, formatTime } from "./texts";

const MAX_ROWS = 500;
const LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] as const;
const LEVEL = /^(DEBUG|INFO|WARNING|ERROR|CRITICAL) /;

interface Filter {
    node: string;
    level: number;
    text: string;
}

/** Last log lines of the nodes. */
export class LogTail {
    private readonly root = element("div", "logtail");
    private readonly list = element("ol", "lines");
    private readonly note = element("p", "note");
    private readonly pauseButton: HTMLButtonElement;
    private readonly filter: Filter = { node: "", level: 0, text: "" };
    private state: LiveState | null = null;
    private run: Run | null = null;
    private next = 0;
    private isPaused = false;

    constructor(private readonly select: (event: number) => void) {
        const node = createInput("Node", (value) => (this.filter.node = value));
        const text = createInput("Text", (value) => (this.filter.text = value.toLowerCase()));
        const level = element("select");
        level.setAttribute("aria-label", "Level");
        ["All levels", ...LEVELS.slice(1).map((name) => `${name} and above`)].forEach((name, i) => level.append(new Option(name, String(i))));
        level.addEventListener("change", () => {
            this.filter.level = Number(level.value);
            this.refill();
        });
        [node, text].forEach((input) => input.addEventListener("input", () => this.refill()));
        this.pauseButton = button("Pause", () => this.pause(!this.isPaused));
        this.pauseButton.setAttribute("aria-pressed", "false");
        const filters = element("div", "filters");
        filters.append(node, level, text, this.pauseButton);
        this.list.tabIndex = 0;
        this.list.setAttribute("aria-label", "Log lines");
        this.root.append(filters, this.note, this.list);
    }

    show(pane: HTMLElement): void {
        if (this.root.parentElement !== pane) {
            pane.textContent = "";
            pane.append(this.root);
            this.list.scrollTop = this.list.scrollHeight;
        }
    }

    /** Appends the lines that were added. */
    render(state: LiveState, run: Run): void {
        if (state !== this.state) {
            this.state = state;
            this.run = run;
            this.refill();
            return;
        }
        const waiting = state.lines.length - this.next;
        if (this.isPaused) {
            this.note.textContent = `Paused: ${formatNumber(waiting)} new`;
            return;
        }
        if (waiting > 0) {
            this.append(this.next);
        }
        this.note.textContent = state.lines.length === 0 ? "No log line yet." : "";
    }

    private pause(isPaused: boolean): void {
        this.isPaused = isPaused;
        this.pauseButton.textContent = isPaused ? "Continue" : "Pause";
        this.pauseButton.setAttribute("aria-pressed", String(isPaused));
        if (this.state && this.run) {
            this.render(this.state, this.run);
        }
    }

    /** Shows the last lines that the filter accepts. */
    private refill(): void {
        const { state } = this;
        if (!state) {
            return;
        }
        this.list.textContent = "";
        let from = state.lines.length;
        for (let found = 0; from > 0 && found < MAX_ROWS; from--) {
            found += this.accepts(state.lines[from - 1]) ? 1 : 0;
        }
        this.append(from);
        if (state.lines.length > 0) {
            this.note.textContent = this.list.childElementCount === 0 ? "No line matches." : "";
        }
    }

    private append(from: number): void {
        const { state, list } = this;
        const isAtEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 24;
        const rows: HTMLElement[] = [];
        for (let i = from; i < state!.lines.length; i++) {
            if (this.accepts(state!.lines[i])) {
                rows.push(this.createRow(state!.lines[i]));
            }
        }
        this.next = state!.lines.length;
        list.append(...rows.slice(-MAX_ROWS));
        while (list.childElementCount > MAX_ROWS) {
            list.firstElementChild!.remove();
        }
        if (isAtEnd) {
            list.scrollTop = list.scrollHeight;
        }
    }

    private accepts(event: number): boolean {
        const { filter } = this;
        const text = this.state!.text(event);
        const level = LEVEL.exec(text)?.[1];
        return (
            (filter.node === "" || this.nodeOf(event).includes(filter.node)) &&
            (filter.level === 0 || (level !== undefined && LEVELS.indexOf(level as (typeof LEVELS)[number]) >= filter.level)) &&
            (filter.text === "" || text.toLowerCase().includes(filter.text))
        );
    }

    private nodeOf(event: number): string {
        const { record } = this.state!;
        return record.subjects[record.events.subject[event]]?.name ?? "";
    }

    private createRow(event: number): HTMLElement {
        const text = this.state!.text(event);
        const level = LEVEL.exec(text)?.[1] ?? "";
        const row = element("li", level === "" ? "line" : `line ${level.toLowerCase()}`);
        const time = formatTime(this.state!.record.events.start[event]).replace(/(\.\d{3})\d+$/, "$1");
        row.append(element("time", "", time), button(this.nodeOf(event), () => this.select(event)), element("span", "", text));
        return row;
    }
}

function createInput(label: string, set: (value: string) => void): HTMLInputElement {
    const input = element("input");
    input.type = "search";
    input.placeholder = label;
    input.setAttribute("aria-label", label);
    input.addEventListener("input", () => set(input.value));
    return input;
}

import type { App } from "./app";
import { button, element, find } from "./dom";
import { SubjectKind } from "./format";
import {
    FAULT_WORDS,
    formatReplay,
    formatReplayTime,
    hostsOf,
    isTime,
    readSchedule,
    type AddedFault,
    type FaultWord,
    type GeneratedFault,
    type Schedule,
} from "./replay";
import type { Run } from "./run";
import type { ServedTrace } from "./serve";
import { createCommand } from "./summary";
import { formatCount, formatDurations, formatTime } from "./texts";

const MAX_NODES = 1_000;

/** Tab "Change" of a served page: faults of the next run, and its start. It survives the change of the shown runs. */
export class ChangePanel {
    private readonly root = element("div", "change");
    private readonly schedule: Schedule;
    private readonly nodes: readonly string[];
    private readonly generated = element("div", "");
    private readonly added = element("ul", "planned");
    private readonly preview = element("div", "");
    private readonly runs = element("div", "");
    private readonly status = element("p", "note");
    private readonly problems = element("div", "problems");
    private readonly start = button("Run", () => void this.run());
    private readonly add: AddForm;
    private app: App | null = null;
    private isRunning = false;

    constructor(
        run: Run,
        private readonly served: ServedTrace,
    ) {
        this.schedule = readSchedule(run.info);
        this.nodes = findNodes(run);
        this.add = new AddForm(this.nodes, (fault) => {
            this.schedule.added.push(fault);
            this.renderAdded();
            this.showReplay();
            this.added.querySelector<HTMLInputElement>("li:last-child input")?.focus();
        });
        this.start.className = "primary";
        this.status.setAttribute("role", "status");
        this.problems.setAttribute("role", "alert");
        const actions = element("div", "actions");
        actions.append(this.start);
        this.root.append(
            element("p", "note", "Run the same program again from its seed with other faults. The recorded runs stay."),
            this.createSeed(),
            this.generated,
            this.createAdded(),
            this.preview,
            actions,
            this.status,
            this.problems,
            this.runs,
        );
        this.renderGenerated();
        this.renderAdded();
        this.showReplay();
    }

    /** Number of the second run in the address of the page; empty for the first comparison. */
    get chosen(): string {
        return this.served.chosen > 1 ? String(this.served.chosen) : "";
    }

    attach(app: App): void {
        this.app = app;
    }

    show(pane: HTMLElement): void {
        pane.append(this.root);
        this.update();
    }

    /** Takes over the instant of the timeline and the runs of the server. */
    update(): void {
        this.add.setInstant(this.app?.instant ?? 0);
        this.renderRuns();
    }

    private createSeed(): HTMLElement {
        const row = element("p", "field");
        const label = element("label", "", "Seed");
        const input = createInput("change-seed", this.schedule.seed);
        label.htmlFor = input.id;
        input.inputMode = "numeric";
        input.addEventListener("input", () => {
            this.schedule.seed = input.value.trim();
            this.renderGenerated();
            this.showReplay();
        });
        row.append(label, input);
        return row;
    }

    private renderGenerated(): void {
        this.generated.textContent = "";
        const { generated, seed, recordedSeed } = this.schedule;
        if (seed !== recordedSeed) {
            this.generated.append(element("p", "note", "Another seed generates other faults. The run has all of them."));
            return;
        }
        const kept = generated.filter((fault) => fault.isKept);
        const left = generated.filter((fault) => !fault.isKept);
        this.generated.append(element("h2", "", "Faults of the seed"));
        if (generated.length === 0) {
            this.generated.append(element("p", "note", "The seed generates no fault."));
        }
        this.generated.append(this.createFaults(kept));
        if (left.length > 0) {
            const more = element("details");
            more.open = kept.length === 0;
            more.append(
                element("summary", "", formatCount(left.length, "fault that the recorded run lacks", "faults that the recorded run lacks")),
                this.createFaults(left),
            );
            this.generated.append(more);
        }
    }

    private createFaults(faults: readonly GeneratedFault[]): HTMLElement {
        const list = element("ul", "planned");
        for (const fault of faults) {
            const item = element("li");
            const box = createInput(`change-${fault.number}`, "");
            box.type = "checkbox";
            box.checked = fault.isKept;
            const label = element("label", "", formatDurations(fault.text));
            label.htmlFor = box.id;
            label.append(element("small", "mono", `fault ${fault.number} · ${fault.shownTime}`));
            const time = createInput(`change-time-${fault.number}`, fault.at);
            time.setAttribute("aria-label", `Time of fault ${fault.number}`);
            time.disabled = !fault.isKept;
            box.addEventListener("change", () => {
                fault.isKept = box.checked;
                time.disabled = !box.checked;
                this.showReplay();
            });
            time.addEventListener("input", () => {
                fault.at = time.value.trim();
                this.checkTime(time);
                this.showReplay();
            });
            item.append(box, label, time);
            list.append(item);
        }
        return list;
    }

    private createAdded(): HTMLElement {
        const part = element("div");
        part.append(element("h2", "", "Added faults"), this.added, this.add.root);
        return part;
    }

    private renderAdded(): void {
        this.added.textContent = "";
        this.added.hidden = this.schedule.added.length === 0;
        this.schedule.added.forEach((fault, index) => {
            const item = element("li");
            const shown = formatDurations(fault.text);
            const name = element("span", "mono", shown);
            name.title = fault.text;
            const time = createInput(`change-added-${index}`, fault.at);
            time.setAttribute("aria-label", `Time of ${shown}`);
            time.addEventListener("input", () => {
                fault.at = time.value.trim();
                this.checkTime(time);
                this.showReplay();
            });
            const remove = button(
                "×",
                () => {
                    this.schedule.added.splice(index, 1);
                    this.renderAdded();
                    this.showReplay();
                    this.add.focus();
                },
                `Remove ${shown}`,
            );
            item.append(remove, name, time);
            this.added.append(item);
        });
    }

    private checkTime(input: HTMLInputElement): void {
        input.setAttribute("aria-invalid", String(!isTime(input.value.trim())));
    }

    /** First time of the schedule that is not valid; null when all are. */
    private get wrongTime(): string | null {
        const { generated, added, seed, recordedSeed } = this.schedule;
        const times = [...(seed === recordedSeed ? generated.filter((fault) => fault.isKept) : []), ...added].map((fault) => fault.at);
        return times.find((time) => !isTime(time)) ?? null;
    }

    private showReplay(): void {
        const replay = formatReplay(this.schedule);
        const wrong = this.wrongTime;
        const isSeed = /^-?\d+$/.test(this.schedule.seed);
        this.preview.textContent = "";
        this.preview.append(element("h2", "", "Replay string"), createCommand(replay));
        this.start.disabled = this.isRunning || wrong !== null || !isSeed;
        if (!isSeed) {
            this.preview.append(element("p", "note", "The seed is a whole number."));
        } else if (wrong !== null) {
            this.preview.append(element("p", "note", `'${wrong}' is not a time since the start; use for example 00:02:10 or 130s.`));
        }
    }

    private async run(): Promise<void> {
        const replay = formatReplay(this.schedule);
        this.isRunning = true;
        this.showReplay();
        this.problems.textContent = "";
        const begin = performance.now();
        const tick = () => (this.status.textContent = `Running ${replay}: ${Math.round((performance.now() - begin) / 1000)} s`);
        tick();
        const timer = setInterval(tick, 1000);
        const result = await this.served.run(replay);
        clearInterval(timer);
        this.isRunning = false;
        this.showReplay();
        if ("problems" in result) {
            this.status.textContent = "The run failed to start or to end.";
            result.problems.forEach((problem) => this.problems.append(element("p", "problem", problem)));
            this.start.focus();
            return;
        }
        await this.served.choose(result.result.run);
        this.status.textContent = `The run ${result.result.replay} ${result.result.outcome}. It is the second run of the timeline.`;
        requestAnimationFrame(() => requestAnimationFrame(() => this.root.querySelector<HTMLElement>("[aria-current]")?.focus()));
    }

    private renderRuns(): void {
        const { served } = this;
        this.runs.textContent = "";
        if (served.changed.length === 0) {
            return;
        }
        this.runs.append(element("h2", "", "Changed runs"));
        const list = element("ol", "planned");
        for (const index of served.changed) {
            const { info, end } = served.runAt(index);
            const item = element("li");
            const failed = end?.outcome === "failed";
            const select = button(info.replay ?? "", () => void served.choose(index).then(() => this.app?.setTab("compare")));
            select.classList.add("mono");
            select.title = "Compare with the first run";
            if (index === served.chosen) {
                select.setAttribute("aria-current", "true");
            }
            item.append(element("span", `pill ${failed ? "bad" : "good"}`, failed ? "Failed" : "Passed"), select);
            list.append(item);
        }
        this.runs.append(list);
        const command = served.changed.includes(served.chosen) ? served.runAt(served.chosen).info.command : undefined;
        if (command) {
            this.runs.append(element("h2", "", "Replay the second run"), createCommand(command));
        }
    }
}

/** Fields of a fault that is added at the instant of the timeline. */
class AddForm {
    readonly root = element("div", "add");
    private readonly kind = element("select");
    private readonly hosts = element("span", "hosts");
    private readonly duration = createInput("change-duration", "");
    private readonly button = button("Add", () => this.submit());
    private instant = 0;

    constructor(
        private readonly nodes: readonly string[],
        private readonly onAdd: (fault: AddedFault) => void,
    ) {
        this.kind.setAttribute("aria-label", "Fault");
        for (const word of FAULT_WORDS.filter((one) => hostsOf(one, nodes).length >= one.hosts)) {
            const option = element("option", "", word.label);
            option.value = word.word;
            this.kind.append(option);
        }
        this.kind.addEventListener("change", () => this.renderHosts());
        this.duration.placeholder = "Duration, as 30s";
        this.duration.setAttribute("aria-label", "Duration; permanent if empty");
        this.duration.addEventListener("input", () => {
            const text = this.duration.value.trim();
            this.duration.setAttribute("aria-invalid", String(text !== "" && !isTime(text)));
        });
        this.root.append(this.kind, this.hosts, this.duration, this.button);
        this.renderHosts();
    }

    setInstant(ticks: number): void {
        this.instant = ticks;
        this.button.textContent = `Add at ${formatTime(ticks)}`;
    }

    focus(): void {
        this.kind.focus();
    }

    private get word(): FaultWord {
        return FAULT_WORDS.find((one) => one.word === this.kind.value) ?? FAULT_WORDS[0];
    }

    private renderHosts(): void {
        const { word } = this;
        const names = hostsOf(word, this.nodes);
        this.hosts.textContent = "";
        for (let i = 0; i < word.hosts; i++) {
            const select = element("select");
            select.setAttribute("aria-label", word.hosts === 1 ? "Host" : `Host ${i + 1}`);
            names.forEach((name) => select.append(element("option", "", name)));
            select.selectedIndex = Math.min(i, names.length - 1);
            this.hosts.append(select);
        }
        this.duration.hidden = !word.hasDuration;
    }

    private submit(): void {
        const hosts = [...this.hosts.querySelectorAll("select")].map((select) => select.value);
        const duration = this.word.hasDuration ? this.duration.value.trim() : "";
        if (duration !== "" && !isTime(duration)) {
            this.duration.focus();
            return;
        }
        const values = duration === "" ? hosts : [...hosts, `duration=${duration}`];
        this.onAdd({ text: `${this.word.word}(${values.join(",")})`, at: formatReplayTime(this.instant) });
    }
}

function createInput(id: string, value: string): HTMLInputElement {
    const input = element("input");
    input.id = id;
    input.type = "text";
    input.value = value;
    input.autocomplete = "off";
    input.spellcheck = false;
    return input;
}

/** Names of nodes that a replay string can contain. */
function findNodes(run: Run): string[] {
    const names = run.subjects.filter((subject) => subject.kind === SubjectKind.Node).map((subject) => subject.name);
    return [...new Set(names)].filter((name) => !/[,()=@\s]/.test(name)).slice(0, MAX_NODES);
}

/** Names the second run, and fills the list of runs that can be it. */
export function renderVersus(served: ServedTrace, app: App): void {
    if (served.chosen > 0) {
        const name = app.name(1);
        find("runs").querySelector("[data-value=passing]")!.textContent = name;
        const key = find("key-runs").querySelector(".good")!;
        key.textContent = name.charAt(0);
        key.nextSibling!.textContent = ` ${name.toLowerCase()} run`;
    }
    const select = find<HTMLSelectElement>("versus");
    const hasSeveral = served.others.length > 1;
    select.hidden = !hasSeveral;
    find("versus-label").hidden = !hasSeveral;
    select.textContent = "";
    for (const index of served.others) {
        const { info, end } = served.runAt(index);
        const option = element("option", "", `${info.replay ?? `run ${index + 1}`} ${end?.outcome ?? ""}`);
        option.value = String(index);
        option.selected = index === served.chosen;
        select.append(option);
    }
    select.onchange = () => void served.choose(Number(select.value));
}

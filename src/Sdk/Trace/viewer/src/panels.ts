import type { App } from "./app";
import type { CompareRow } from "./compare";
import { button, element } from "./dom";
import { isSpan, Kind, KIND_NAMES } from "./format";
import { describeInstant, type StateRow } from "./instant";
import { WindowedList } from "./list";
import { BAD_STATES, type Run } from "./run";
import { findEvents, listSubjects, mergeByTime } from "./search";
import { formatCount, formatDuration, formatFull, formatNumber, formatTime, joinTexts, TITLES } from "./texts";
import type { Selection } from "./view";
import { describeEnd, findWhy, type WhyLink } from "./why";

const MAX_NODES = 60;
const MAX_SUBJECTS = 500;

/** The four tabs beside the timeline. */
export class PanelView {
    private shown = "";
    private list: WindowedList | null = null;
    private found: { runs: Uint8Array; events: Int32Array } = { runs: new Uint8Array(0), events: new Int32Array(0) };

    constructor(
        private readonly app: App,
        private readonly pane: HTMLElement,
    ) {}

    render(): void {
        const { app } = this;
        const key = `${app.tab} ${app.mode}`;
        const isKept = key === this.shown && (app.tab === "compare" || app.tab === "events");
        if (isKept && this.list) {
            this.revealSelected();
            return;
        }
        if (key === this.shown && app.tab === "change") {
            app.change?.update();
            return;
        }
        this.shown = key;
        this.list = null;
        if (app.live?.renderTab(app.tab, this.pane)) {
            return;
        }
        this.pane.textContent = "";
        switch (app.tab) {
            case "instant":
                this.renderInstant();
                break;
            case "why":
                this.renderWhy();
                break;
            case "compare":
                this.renderCompare();
                break;
            case "change":
                app.change?.show(this.pane);
                break;
            default:
                this.renderEvents();
        }
    }

    /** Shows what was added to a live run, unless the user looks at a list. */
    grow(): void {
        if (this.app.tab !== "events") {
            this.render();
        }
    }

    /** Forgets the list, so that a changed filter is shown. */
    reset(): void {
        this.shown = "";
    }

    private renderInstant(): void {
        const { app } = this;
        const head = element("div", "when");
        const run = app.runs[app.selected?.run ?? app.shownRuns[0]];
        const isAtStart = app.selected !== null && run.start(app.selected.event) === app.instant;
        const step = run.events.step[isAtStart ? app.selected!.event : run.lastAt(app.instant)] ?? 0;
        head.append(element("time", "", formatFull(app.instant)), createStep(step));
        head.append(
            button("‹", () => app.step(-1), "Previous event"),
            button("›", () => app.step(1), "Next event"),
        );
        this.pane.append(head);
        if (app.selected) {
            this.pane.append(this.createEventBox(app.selected));
        }
        const shown = app.shownRuns;
        this.pane.append(
            createStateTable(
                describeInstant(app.lanes, shown, app.instant),
                shown.map((r) => app.name(r) || "Value"),
            ),
        );
    }

    private createEventBox(at: Selection): HTMLElement {
        const { app } = this;
        const run = app.runs[at.run];
        const box = element("div", "event");
        box.append(element("b", "", run.text(at.event)));
        const facts = element("dl");
        for (const [name, value] of describeEvent(app, at)) {
            const term = element("dt", "", name);
            term.title = TITLES[name] ?? "";
            facts.append(term, element("dd", "mono", value));
        }
        const actions = element("div", "actions");
        const lane = app.lanes.laneOf[at.run][at.event];
        if (lane >= 0) {
            const name = app.lanes.lanes[lane].name;
            const [before, after] = this.neighbours(at, lane);
            if (before >= 0) {
                actions.append(button(`Previous in ${name}`, () => app.select({ run: at.run, event: before })));
            }
            if (after >= 0) {
                actions.append(button("Next", () => app.select({ run: at.run, event: after }), `Next in ${name}`));
            }
        }
        if (!app.live) {
            actions.append(button("Why?", () => app.select(at, "why")));
        }
        box.append(facts, actions);
        return box;
    }

    /** Nearest events of the same lane. */
    private neighbours(at: Selection, lane: number): [number, number] {
        const laneOf = this.app.lanes.laneOf[at.run];
        let before = at.event - 1;
        while (before >= 0 && laneOf[before] !== lane) {
            before--;
        }
        let after = at.event + 1;
        while (after < laneOf.length && laneOf[after] !== lane) {
            after++;
        }
        return [before, after < laneOf.length ? after : -1];
    }

    private renderWhy(): void {
        const { app } = this;
        this.pane.append(element("p", "note", "From the selected event back along its causes. Select an event to see it on the timeline."));
        const origin = app.origin;
        if (!origin) {
            return;
        }
        const run = app.runs[origin.run];
        if (!run.hasCauses) {
            this.pane.append(element("p", "note", "This run was recorded without causes: only enclosing calls are known."));
        }
        const chain = findWhy(run, origin.event, origin.run === 0 ? app.different : -1);
        const list = element("ol", "why");
        chain.forEach((link, i) => list.append(this.createLink(origin.run, link, i, i > 0 ? chain[i - 1].event : -1)));
        this.pane.append(list);
        if (run.hasCauses) {
            this.pane.append(element("p", "note", describeEnd(run, chain)));
        }
    }

    private createLink(r: number, link: WhyLink, index: number, before: number): HTMLElement {
        const { app } = this;
        const run = app.runs[r];
        const item = element("li", run.kind(link.event) === Kind.Fault ? "root" : "");
        const isFailure = link.event === run.failure && run.end?.outcome === "failed";
        if (link.link !== "") {
            item.append(element("small", "", describeLink(run, link, before)));
            item.classList.toggle("branch", link.from !== before);
        } else {
            item.classList.toggle("bad", run.isBad(link.event) || isFailure);
        }
        const select = button(run.text(link.event), () => app.select({ run: r, event: link.event }));
        if (app.selected?.run === r && app.selected.event === link.event && index > 0) {
            select.setAttribute("aria-current", "true");
        }
        const step = isFailure ? (run.end?.step ?? 0) : run.events.step[link.event];
        const time = formatTime(app.instantOf({ run: r, event: link.event }));
        const facts = element("small", "mono", step > 0 ? `${time} · step ${step}` : time);
        facts.title = step > 0 ? TITLES["step"] : "";
        item.append(select, facts);
        if (link.others.length > 0) {
            const more = element("details");
            more.append(element("summary", "", formatCount(link.others.length, "other state read", "other states read")));
            const others = element("ul");
            for (const other of link.others.slice(0, MAX_NODES)) {
                const row = element("li", "plain");
                row.append(button(run.text(other), () => app.select({ run: r, event: other })));
                others.append(row);
            }
            more.append(others);
            item.append(more);
        }
        return item;
    }

    private renderCompare(): void {
        const { app } = this;
        if (app.runs.length < 2) {
            this.pane.append(element("p", "note", "The trace has one run; there is nothing to compare it with."));
            return;
        }
        const rows = app.comparison;
        this.pane.append(element("p", "note", "Both runs, aligned by subject and content; messages and journal writes are left out."));
        this.list = new WindowedList(
            {
                count: rows.length,
                isEvent: (i) => rows[i].type === "event",
                isSelected: (i) => this.isSelected(rows[i]),
                select: (i) => {
                    const row = rows[i];
                    if (row.type === "event") {
                        app.select({ run: row.run, event: row.event });
                    }
                },
                fill: (i, element) => this.fillCompareRow(i, element),
            },
            "Differences of both runs",
        );
        this.pane.append(this.list.root);
        const selected = rows.findIndex((row) => this.isSelected(row));
        const first = rows.findIndex((row) => row.type === "first");
        this.list.reveal(Math.max(0, selected >= 0 ? selected : first));
    }

    /** Row of the selected event. A failure stands at its end, not at the start of its phase. */
    private get selectedRow(): Selection | null {
        const { selected, runs } = this.app;
        const note = selected && selected.event === runs[selected.run].failure ? runs[selected.run].failureNote : -1;
        return selected && note >= 0 ? { run: selected.run, event: note } : selected;
    }

    private isSelected(row: { type: string; run?: number; event?: number }): boolean {
        const selected = this.selectedRow;
        return selected !== null && row.type === "event" && row.run === selected.run && row.event === selected.event;
    }

    private fillCompareRow(index: number, target: HTMLElement): void {
        const row = this.app.comparison[index];
        switch (row.type) {
            case "fold":
                target.classList.add("fold");
                target.textContent = formatCount(row.count, "equal event", "equal events");
                break;
            case "first":
                target.classList.add("first");
                target.textContent = "First difference";
                break;
            default:
                this.fillEvent(row.run, row.event, target, row.only, describeMove(row));
        }
    }

    private fillEvent(r: number, event: number, target: HTMLElement, isTagged: boolean, note = ""): void {
        const run = this.app.runs[r];
        const text = element("span", "text");
        if (isTagged) {
            target.classList.add(r === 0 ? "failing" : "passing", this.app.tab);
            text.append(element("span", "tag", `${this.app.name(r)}: `));
        }
        const full = run.listText(event) + note;
        text.append(full.length > 300 ? full.slice(0, 300) : full);
        target.title = full.slice(0, 1000);
        target.append(element("time", "", formatTime(run.start(event))), text);
    }

    private renderEvents(): void {
        const { app } = this;
        const search = element("input");
        search.type = "search";
        search.id = "search";
        search.placeholder = "Text, or time such as 04:30";
        search.value = app.filter.text;
        search.setAttribute("aria-label", "Search events");
        const kinds = createSelect("Kind", [["-1", "All kinds"], ...this.kindsInUse()], String(app.filter.kind));
        const names = listSubjects(app.runs, MAX_SUBJECTS).map((name): [string, string] => [name, name]);
        const subjects = createSelect("Subject", [["", "All subjects"], ...names], app.filter.subject);
        const filters = element("div", "filters");
        filters.append(search, kinds, subjects);
        const keepAlives = element("input");
        keepAlives.type = "checkbox";
        keepAlives.checked = app.filter.keepAlives === true;
        if (app.runs.some((run) => run.hasKeepAlives)) {
            const label = element("label");
            label.append(keepAlives, "Show keep-alives");
            filters.append(label);
        }
        const count = element("p", "note");
        count.setAttribute("role", "status");
        const box = element("div", "fill");
        this.pane.append(filters, count, box);
        let timer = 0;
        const refill = () => {
            app.setFilter({ text: search.value, kind: Number(kinds.value), subject: subjects.value, keepAlives: keepAlives.checked });
            this.fillEvents(count, box);
        };
        search.addEventListener("input", () => {
            clearTimeout(timer);
            timer = window.setTimeout(refill, app.runs[0].count > 50_000 ? 120 : 0);
        });
        kinds.addEventListener("change", refill);
        keepAlives.addEventListener("change", refill);
        subjects.addEventListener("change", refill);
        this.fillEvents(count, box);
    }

    private kindsInUse(): [string, string][] {
        const used = new Set(this.app.runs.flatMap((run) => [...new Set(run.events.kind.subarray(0, run.count))]));
        return [...used].sort((a, b) => a - b).map((kind) => [String(kind), KIND_NAMES[kind] ?? "Notes"]);
    }

    private fillEvents(count: HTMLElement, box: HTMLElement): void {
        const { app } = this;
        const shown = app.shownRuns;
        const runs = shown.map((r) => app.runs[r]);
        const merged = mergeByTime(
            runs,
            runs.map((run) => findEvents(run, app.filter)),
        );
        merged.runs = merged.runs.map((slot) => shown[slot]);
        this.found = merged;
        const total = merged.events.length;
        box.textContent = "";
        if (total === 0) {
            count.textContent = "No event matches.";
            this.list = null;
            return;
        }
        count.textContent = formatCount(total, "event", "events");
        const list = new WindowedList(
            {
                count: total,
                isEvent: () => true,
                isSelected: (i) => this.isSelected({ type: "event", run: merged.runs[i], event: merged.events[i] }),
                select: (i) => app.select({ run: merged.runs[i], event: merged.events[i] }),
                fill: (i, target) => this.fillEvent(merged.runs[i], merged.events[i], target, shown.length > 1),
            },
            "Events",
        );
        this.list = list;
        box.append(list.root);
        this.revealSelected();
        list.render();
    }

    private revealSelected(): void {
        const { app, found } = this;
        const selected = this.selectedRow;
        let index = -1;
        if (selected && app.tab === "compare") {
            index = app.comparison.findIndex((row) => this.isSelected(row));
        } else if (selected) {
            index = found.events.findIndex((event, i) => event === selected.event && found.runs[i] === selected.run);
        }
        if (index >= 0) {
            this.list?.reveal(index);
        } else {
            this.list?.render();
        }
    }
}

function describeMove(row: CompareRow & { type: "event" }): string {
    return row.moved === null ? "" : ` (moved ${row.run === 0 ? "to" : "from"} ${formatTime(row.moved)})`;
}

function createStep(step: number): HTMLElement {
    const text = element("span", "step", step > 0 ? `step ${step}` : "");
    text.title = TITLES["step"];
    return text;
}

/** Facts of an event as pairs of name and value. */
export function describeEvent(app: App, at: Selection): [string, string][] {
    const run = app.runs[at.run];
    const { event } = at;
    const facts: [string, string][] = [];
    const add = (name: string, value: string) => {
        if (value !== "") {
            facts.push([name, value]);
        }
    };
    add("run", app.name(at.run));
    add("start", formatFull(run.start(event)));
    if (run.kind(event) === Kind.Message && run.result(event) === "lost") {
        const reason = run.events.response[event];
        add("end", `lost${reason < 0 ? "" : `: ${run.describeReason(reason)}`}`);
    } else if (run.isOpen(event) && isSpan(run.kind(event))) {
        add("end", "still open");
    } else if (run.finish(event) > run.start(event)) {
        add("end", `${formatFull(run.finish(event))} (${formatDuration(run.finish(event) - run.start(event))})`);
    }
    const isReturned = run.result(event) === "" && (run.kind(event) === Kind.ServiceCall || run.kind(event) === Kind.Program);
    add("result", run.kind(event) === Kind.Message ? "" : run.result(event) || (isReturned ? run.details(event) : ""));
    add("step", run.events.step[event] > 0 ? String(run.events.step[event]) : "");
    const cause = run.events.cause[event];
    const isDirect = cause < 0 || run.kind(cause) === Kind.Fault || !SCHEDULED.has(run.kind(event));
    add(isDirect ? "cause" : "after", describeCause(app, at));
    add("source", run.source(event));
    add("details", isReturned || run.kind(event) === Kind.Fault ? "" : run.details(event));
    return facts;
}

/** Kinds whose cause is only what happened before. */
const SCHEDULED = new Set<Kind>([Kind.Phase, Kind.Call, Kind.ServiceCall, Kind.Program, Kind.JournalWrite, Kind.Step, Kind.Wave, Kind.Note]);

function describeLink(run: Run, link: WhyLink, before: number): string {
    const folded = link.folded > 0 ? `, ${formatCount(link.folded, "event", "events")} between` : "";
    return link.from === before ? link.link + folded : `Also, for "${run.message(link.from) || run.text(link.from)}": ${link.link}${folded}`;
}

function describeCause(app: App, { run: r, event }: Selection): string {
    const run = app.runs[r];
    if (run.kind(event) === Kind.Fault) {
        const number = run.details(event);
        const seed = run.info.seed === undefined ? "" : `seed ${run.info.seed}`;
        return joinTexts([seed, number === "" ? "" : `fault ${number}`], ", ");
    }
    const cause = run.events.cause[event];
    if (cause >= 0) {
        return run.text(cause);
    }
    return run.hasCauses ? "start of the run" : "";
}

function createSelect(label: string, options: readonly (readonly [string, string])[], value: string): HTMLSelectElement {
    const select = element("select");
    select.setAttribute("aria-label", label);
    for (const [key, text] of options) {
        const option = element("option", "", text);
        option.value = key;
        select.append(option);
    }
    select.value = value;
    if (select.selectedIndex < 0) {
        select.selectedIndex = 0;
    }
    return select;
}

function createValue(value: string): HTMLElement {
    const cell = element("td", "", value);
    if (/^generation \d+$/.test(value)) {
        cell.title = TITLES["generation"];
    }
    return cell;
}

function createStateTable(all: readonly StateRow[], names: readonly string[]): HTMLElement {
    const rows = chooseRows(all);
    const table = element("table");
    const head = element("tr");
    for (const name of ["State", ...names]) {
        const cell = element("th", "", name);
        cell.scope = "col";
        head.append(cell);
    }
    const top = element("thead");
    top.append(head);
    const body = element("tbody");
    for (const row of rows) {
        const line = element("tr", row.values.length > 1 && row.values[0] !== row.values[1] ? "differs" : "");
        const name = element("th", "", row.name);
        name.scope = "row";
        line.append(name, ...row.values.map(createValue));
        body.append(line);
    }
    table.append(top, body);
    return table;
}

/** All rows of a small cluster; of a large one, numbers by state and the nodes that differ or are not ready. */
function chooseRows(rows: readonly StateRow[]): StateRow[] {
    const nodes = rows.filter((row) => row.kind === "node");
    if (nodes.length <= MAX_NODES) {
        return [...rows];
    }
    const others = rows.filter((row) => row.kind !== "node");
    const counts = rows[0].values.map((_, i) => countStates(nodes.map((row) => row.values[i])));
    const odd = nodes.filter((row) => row.values.some((value) => BAD_STATES.has(value) || value !== row.values[0]));
    return [others[0], { name: "Nodes", kind: "other", values: counts }, ...odd.slice(0, MAX_NODES), ...others.slice(1)];
}

function countStates(states: readonly string[]): string {
    const counts = new Map<string, number>();
    for (const state of states) {
        counts.set(state, (counts.get(state) ?? 0) + 1);
    }
    return [...counts]
        .sort((a, b) => b[1] - a[1])
        .map(([state, count]) => `${formatNumber(count)} ${state}`)
        .join(", ");
}

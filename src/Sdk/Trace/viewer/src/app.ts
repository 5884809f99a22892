import type { ChangePanel } from "./change";
import { compareRuns, findMoved, type CompareRow, type MovedFault } from "./compare";
import { find } from "./dom";
import { Kind, type Differences } from "./format";
import { CanvasInput, type InputTarget } from "./input";
import { LaneSet } from "./lanes";
import { Link, type LinkState } from "./link";
import { PanelView } from "./panels";
import type { Run } from "./run";
import type { Filter } from "./search";
import { formatDuration, formatTime, joinTexts } from "./texts";
import { Timeline } from "./timeline";
import { View, type Selection } from "./view";

export type Mode = "failing" | "passing" | "both";
export type Tab = "instant" | "why" | "compare" | "events" | "change" | "decisions" | "log";

export const TABS: readonly Tab[] = ["instant", "why", "compare", "events", "change", "decisions", "log"];

const ROLES: Readonly<Record<string, string>> = { failing: "Failing", passing: "Passing", changed: "Changed" };

/** What a live run adds to the page. */
export interface LivePart {
    /** Whether a group of nodes has one lane. */
    isFolded(group: string): boolean;
    /** The user changed the visible part. */
    onView(): void;
    /** The user selected an instant or an event. */
    onSelect(): void;
    /** Fills a tab of the live run; false for other tabs. */
    renderTab(tab: Tab, pane: HTMLElement): boolean;
}

/** State of the page and what changes it. */
export class App implements InputTarget {
    readonly lanes: LaneSet;
    readonly view: View;
    readonly timeline: Timeline;
    instant: number;
    selected: Selection | null = null;
    /** Event that the tab Why starts from. */
    origin: Selection | null = null;
    tab: Tab = "instant";
    mode: Mode;
    messages = false;
    filter: Filter = { text: "", kind: -1, subject: "" };
    private readonly panels: PanelView;
    private readonly link: Link;
    private compared: CompareRow[] | null = null;
    private knownMoved: readonly MovedFault[] | null = null;
    private frame = 0;

    constructor(
        readonly runs: readonly Run[],
        readonly differences: Differences | null,
        /** Panel of a served page, where the test can run again. */
        readonly change: ChangePanel | null = null,
        readonly live: LivePart | null = null,
    ) {
        this.lanes = new LaneSet(runs, (group) => live?.isFolded(group) ?? false);
        this.view = new View(this.lanes);
        this.mode = runs.length > 1 ? "both" : "failing";
        const start = this.firstDifference ?? this.failure;
        this.instant = start ? this.instantOf(start) : 0;
        this.selected = start;
        this.origin = start;
        this.timeline = new Timeline(
            find<HTMLCanvasElement>("canvas"),
            find("scroller"),
            find("spacer"),
            this.view,
            () => this.timelineState,
        );
        this.panels = new PanelView(this, find("pane"));
        this.link = new Link((state) => this.apply(state));
        new CanvasInput(find<HTMLCanvasElement>("canvas"), find("scroller"), this.view, this.timeline, this);
    }

    /** Event where the runs first differ; null without a comparison. */
    get firstDifference(): Selection | null {
        const [moved] = this.moved;
        const found = this.firstRecorded;
        if (!moved || (found && this.runs[found.run].start(found.event) < Math.min(moved.from, moved.to))) {
            return found;
        }
        return moved.from <= moved.to ? { run: 0, event: moved.failing } : { run: 1, event: moved.passing };
    }

    /** First difference that the trace names. */
    private get firstRecorded(): Selection | null {
        for (const level of [this.differences?.fault, this.differences?.effect, this.differences?.seen, this.differences?.done]) {
            if (level && level.failing >= 0 && level.failing < this.runs[0].count) {
                return { run: 0, event: level.failing };
            }
            if (level && level.passing >= 0 && level.passing < (this.runs[1]?.count ?? 0)) {
                return { run: 1, event: level.passing };
            }
        }
        return null;
    }

    /** Faults that the runs have at different times, by the earlier one. */
    get moved(): readonly MovedFault[] {
        return (this.knownMoved ??= this.runs.length > 1 ? findMoved(this.runs[0], this.runs[1]) : []);
    }

    /** Event of the failing run where its program acted differently, or else saw something else; -1 if unknown. */
    get different(): number {
        for (const level of [this.differences?.done, this.differences?.seen, this.differences?.effect]) {
            if (level && level.failing >= 0 && level.failing < this.runs[0].count) {
                return level.failing;
            }
        }
        return -1;
    }

    get failure(): Selection | null {
        const event = this.runs[0].failure;
        return event < 0 ? null : { run: 0, event };
    }

    get shownRuns(): number[] {
        if (this.mode === "both") {
            return this.runs.map((_, i) => i);
        }
        return [this.mode === "passing" ? 1 : 0];
    }

    get comparison(): CompareRow[] {
        return (this.compared ??= this.runs.length > 1 ? compareRuns(this.runs[0], this.runs[1], this.differences?.partners) : []);
    }

    private get timelineState() {
        const first = this.firstDifference;
        return {
            instant: this.instant,
            selected: this.selected,
            messages: this.messages,
            first: first ? this.runs[first.run].start(first.event) : null,
            gap: this.differences?.gap ?? null,
        };
    }

    start(): void {
        if (!this.live) {
            this.link.read();
        }
        this.resize();
        this.update();
    }

    resize(): void {
        this.view.shown = this.shownRuns;
        this.timeline.resize();
    }

    /** Start of an event; of a failed phase, the instant of the failure. */
    instantOf(at: Selection): number {
        const run = this.runs[at.run];
        const failed = run.end?.outcome === "failed" && at.event === run.failure ? run.end.at : undefined;
        return failed ?? run.start(at.event);
    }

    name(run: number): string {
        if (this.runs.length < 2) {
            return "";
        }
        return ROLES[this.runs[run].info.role ?? ""] ?? (run === 0 ? "Failing" : "Passing");
    }

    /** Ends what the page has planned for this state, which another one replaces. */
    stop(): void {
        cancelAnimationFrame(this.frame);
        this.link.stop();
    }

    /** Selects an event; the instant follows it. */
    select(at: Selection, tab?: Tab): void {
        const run = this.runs[at.run];
        if (!this.shownRuns.includes(at.run)) {
            this.setMode(at.run === 0 ? "failing" : "passing");
        }
        this.live?.onSelect();
        this.selected = at;
        if (this.tab !== "why" || tab === "why") {
            this.origin = at;
        }
        this.instant = this.instantOf(at);
        this.tab = tab ?? this.tab;
        this.view.reveal(this.instant);
        this.timeline.scrollToLane(this.lanes.laneOf[at.run][at.event]);
        find("status").textContent = `${this.name(at.run)} ${run.text(at.event)}, ${formatTime(this.instant)}`;
        this.update();
    }

    onSelect(at: Selection): void {
        if (this.tab === "why") {
            this.origin = at;
        }
        this.select(at, this.tab === "compare" || this.tab === "events" ? "instant" : this.tab);
    }

    onInstant(ticks: number): void {
        this.live?.onSelect();
        this.instant = ticks;
        this.selected = null;
        this.tab = "instant";
        this.update();
    }

    onHover(at: Selection | null, x: number, y: number): void {
        const tip = find("tip");
        tip.hidden = at === null;
        if (at) {
            const run = this.runs[at.run];
            const isLost = run.kind(at.event) === Kind.Message && run.result(at.event) !== "";
            const length = run.isOpen(at.event) || isLost ? 0 : run.finish(at.event) - run.start(at.event);
            tip.textContent = joinTexts(
                [run.text(at.event), formatTime(run.start(at.event)), length > 0 ? formatDuration(length) : ""],
                " · ",
            );
            tip.style.left = `${Math.max(4, Math.min(this.view.width - tip.offsetWidth - 6, x + 12))}px`;
            tip.style.top = `${y + 16}px`;
        }
    }

    onView(): void {
        this.live?.onView();
        this.timeline.invalidate();
        this.writeLink();
    }

    /** Takes over what was added to the runs. The visible part stays. */
    grow(): void {
        this.lanes.refresh();
        this.view.refresh();
        this.timeline.grow();
        this.panels.grow();
    }

    /** A live run changes, so that its address cannot name a part of it. */
    private writeLink(): void {
        if (!this.live) {
            this.link.write(() => this.linkState);
        }
    }

    setMode(mode: Mode): void {
        this.mode = this.runs.length > 1 ? mode : "failing";
        if (this.selected && !this.shownRuns.includes(this.selected.run)) {
            this.selected = null;
        }
        this.resize();
        this.update();
    }

    setScale(scale: "events" | "time"): void {
        this.view.setScale(scale);
        this.update();
    }

    setMessages(on: boolean): void {
        this.messages = on && this.timeline.messages.hasMessages;
        this.update();
    }

    setTab(tab: Tab): void {
        if (find(`tab-${tab}`).hidden) {
            return;
        }
        this.tab = tab;
        if (tab === "why") {
            this.origin = this.chooseOrigin();
        }
        this.update();
    }

    /** Selected event; the failure when the chain of the selected event would only be a fault. */
    private chooseOrigin(): Selection | null {
        const { selected } = this;
        const isFault = selected !== null && this.runs[selected.run].kind(selected.event) === Kind.Fault;
        return selected && !isFault ? selected : this.failure;
    }

    setFilter(filter: Filter): void {
        this.filter = filter;
        this.writeLink();
    }

    showFirstDifference(): void {
        const first = this.firstDifference;
        if (first) {
            this.select(first, "instant");
        }
    }

    showWhy(): void {
        if (this.failure && !this.live) {
            this.select(this.failure, "why");
        }
    }

    /** Selects the next or previous event; messages count only while they are shown. */
    step(direction: 1 | -1): void {
        const r = this.selected?.run ?? this.shownRuns[0];
        const run = this.runs[r];
        const last = run.lastAt(this.instant);
        let rank = last < 0 ? -1 : run.rank(last);
        if (this.selected) {
            rank = run.rank(this.selected.event) + direction;
        } else if (direction > 0) {
            rank++;
        }
        const isSkipped = (event: number) => run.kind(event) === Kind.Message && (!this.messages || run.isKeepAlive(event));
        while (rank >= 0 && rank < run.count && isSkipped(run.at(rank))) {
            rank += direction;
        }
        if (rank >= 0 && rank < run.count) {
            this.select({ run: r, event: run.at(rank) }, this.tab === "why" ? "instant" : this.tab);
        }
    }

    zoom(factor: number): void {
        this.view.zoom(factor, Math.max(this.view.left, Math.min(this.view.width, this.view.x(this.instant))));
        this.onView();
    }

    fit(): void {
        this.view.fit();
        this.onView();
    }

    /** Shows the state in the controls, the timeline and the panel, once a frame. */
    update(): void {
        this.writeLink();
        this.timeline.invalidate();
        this.frame ||= requestAnimationFrame(() => {
            this.frame = 0;
            this.showControls();
            this.panels.render();
        });
    }

    private showControls(): void {
        for (const [group, value] of [
            ["runs", this.mode],
            ["scales", this.view.scale.name],
        ]) {
            for (const one of find(group).querySelectorAll("button")) {
                one.setAttribute("aria-pressed", String(one.dataset["value"] === value));
            }
        }
        find("messages").setAttribute("aria-pressed", String(this.messages));
        for (const one of find("tabs").querySelectorAll("button")) {
            const isSelected = one.dataset["value"] === this.tab;
            one.setAttribute("aria-selected", String(isSelected));
            one.tabIndex = isSelected ? 0 : -1;
            if (isSelected) {
                find("pane").setAttribute("aria-labelledby", one.id);
            }
        }
    }

    private get linkState(): LinkState {
        const { view } = this;
        return {
            t: String(this.instant),
            e: this.selected ? `${this.selected.run}.${this.selected.event}` : "",
            run: this.mode,
            scale: view.scale.name,
            tab: this.tab,
            m: this.messages ? "1" : "",
            c: this.change?.chosen ?? "",
            z: view.isFull ? "" : `${view.scale.ticks(view.from)}~${view.scale.ticks(view.to)}`,
            q: this.filter.text,
            kind: this.filter.kind < 0 ? "" : String(this.filter.kind),
            subject: this.filter.subject,
            k: this.filter.keepAlives ? "1" : "",
        };
    }

    private apply(state: Partial<LinkState>): void {
        if (state.run === "failing" || state.run === "passing" || state.run === "both") {
            this.mode = this.runs.length > 1 ? state.run : "failing";
        }
        if (state.scale === "events" || state.scale === "time") {
            this.view.setScale(state.scale);
        }
        const tab = TABS.find((one) => one === state.tab && (one !== "change" || this.change !== null));
        this.tab = tab ?? this.tab;
        this.messages = state.m === "1" && this.timeline.messages.hasMessages;
        this.filter = { text: state.q ?? "", kind: toIndex(state.kind, 32), subject: state.subject ?? "", keepAlives: state.k === "1" };
        this.applyPlace(state);
        this.panels.reset();
        this.resize();
        this.update();
    }

    private applyPlace(state: Partial<LinkState>): void {
        const instant = Number(state.t);
        if (state.t !== undefined && Number.isFinite(instant)) {
            this.instant = this.view.clamp(instant);
            this.selected = null;
        }
        const [run, event] = (state.e ?? "").split(".");
        const r = toIndex(run, this.runs.length);
        const number = r < 0 ? -1 : toIndex(event, this.runs[r].count);
        if (number >= 0) {
            this.selected = { run: r, event: number };
            this.origin = this.selected;
        }
        const [from, to] = (state.z ?? "").split("~").map(Number);
        if (Number.isFinite(from) && Number.isFinite(to) && to > from) {
            this.view.show(this.view.scale.position(from), this.view.scale.position(to));
        } else {
            this.view.fit();
        }
    }
}

function toIndex(text: string | undefined, count: number): number {
    const value = text === undefined || text === "" ? -1 : Number(text);
    return Number.isInteger(value) && value >= 0 && value < count ? value : -1;
}

import { Kind } from "./format";
import { endAt, firstAfter, type Lane, type LaneSet, type Row, type Track } from "./lanes";
import type { Run } from "./run";
import { EventScale, TimeScale, type Scale } from "./scale";

export const AXIS = 42;
export const FOLD_STRIP = 26;
export const OVERVIEW = 40;
const PADDING = 5;

export interface Selection {
    readonly run: number;
    readonly event: number;
}

/** Visible part of the timeline: what is where. */
export class View {
    scales!: { readonly events: EventScale; readonly time: TimeScale };
    scale!: Scale;
    from = 0;
    to = 1;
    width = 1;
    left = 112;
    rowHeight = 24;
    laneHeight = 62;
    /** Height of the visible lanes. */
    lanesHeight = 0;
    scroll = 0;
    isNarrow = false;
    /** Runs that are shown, from the top. */
    shown: number[] = [];

    constructor(readonly lanes: LaneSet) {
        this.refresh("events");
        this.shown = lanes.runs.map((_, i) => i);
        this.fit();
    }

    /** Creates the scales of what the runs contain now. */
    refresh(name: Scale["name"] = this.scale.name): void {
        const runs = this.lanes.runs;
        let events: EventScale | null = null;
        this.scales = {
            get events() {
                return (events ??= new EventScale(runs));
            },
            time: new TimeScale(runs),
        };
        this.scale = this.scales[name];
    }

    /** Moves the visible part so that it ends at the end of the runs. */
    follow(): void {
        const width = this.to - this.from;
        const end = this.scale.length + 0.01 * width;
        this.from = end - width;
        this.to = end;
    }

    get fullFrom(): number {
        return -0.012 * this.scale.length;
    }

    get fullTo(): number {
        return 1.02 * this.scale.length;
    }

    get isFull(): boolean {
        return this.from <= this.fullFrom && this.to >= this.fullTo;
    }

    /** Height of all lanes. */
    get contentHeight(): number {
        return this.lanes.lanes.length * this.laneHeight;
    }

    get height(): number {
        return AXIS + this.lanesHeight + FOLD_STRIP + OVERVIEW;
    }

    get lanesBottom(): number {
        return AXIS + this.lanesHeight;
    }

    get overviewTop(): number {
        return this.height - OVERVIEW;
    }

    resize(width: number, maxHeight: number): void {
        this.width = width;
        this.isNarrow = width < 560;
        this.left = this.isNarrow ? 108 : 134;
        const both = this.shown.length > 1;
        if (both) {
            this.rowHeight = this.isNarrow ? 21 : 24;
        } else {
            this.rowHeight = this.isNarrow ? 28 : 34;
        }
        this.laneHeight = 2 * PADDING + 1 + (both ? 2 * this.rowHeight + 3 : this.rowHeight + 6);
        const room = maxHeight - AXIS - FOLD_STRIP - OVERVIEW;
        this.lanesHeight = Math.min(this.contentHeight, Math.max(room, 4 * this.laneHeight));
        this.scroll = Math.max(0, Math.min(this.scroll, this.contentHeight - this.lanesHeight));
    }

    setScale(name: "events" | "time"): void {
        if (name !== this.scale.name) {
            const [from, to] = [this.scale.ticks(this.from), this.scale.ticks(this.to)];
            const isFull = this.isFull;
            this.scale = this.scales[name];
            if (isFull) {
                this.fit();
            } else {
                this.show(this.scale.position(from), this.scale.position(to));
            }
        }
    }

    fit(): void {
        this.from = this.fullFrom;
        this.to = this.fullTo;
    }

    /** Shows a part of the axis, within the whole run. */
    show(from: number, to: number): void {
        const full = this.fullTo - this.fullFrom;
        const width = Math.min(full, Math.max(this.scale.minWidth, to - from));
        const start = (from + to) / 2 - width / 2;
        this.from = Math.min(this.fullTo - width, Math.max(this.fullFrom, start));
        this.to = this.from + width;
    }

    zoom(factor: number, x = (this.width + this.left) / 2): void {
        const position = this.positionAt(x);
        const width = Math.min(this.fullTo - this.fullFrom, Math.max(this.scale.minWidth, (this.to - this.from) * factor));
        const from = position - ((x - this.left) / (this.width - this.left)) * width;
        this.show(from, from + width);
    }

    panPixels(pixels: number): void {
        const distance = (pixels / (this.width - this.left)) * (this.to - this.from);
        this.show(this.from + distance, this.to + distance);
    }

    /** Moves the visible part so that it contains a time. */
    reveal(ticks: number): void {
        const position = this.scale.position(ticks);
        const margin = (this.to - this.from) * 0.04;
        if (position < this.from + margin || position > this.to - margin) {
            const width = this.to - this.from;
            this.show(position - width / 2, position + width / 2);
        }
    }

    revealLane(lane: number): void {
        const top = lane * this.laneHeight;
        if (lane >= 0 && (top < this.scroll || top + this.laneHeight > this.scroll + this.lanesHeight)) {
            this.scroll = Math.max(0, Math.min(top - this.lanesHeight / 2, this.contentHeight - this.lanesHeight));
        }
    }

    x(ticks: number): number {
        return this.xOfPosition(this.scale.position(ticks));
    }

    xOfPosition(position: number): number {
        return this.left + ((position - this.from) / (this.to - this.from)) * (this.width - this.left);
    }

    positionAt(x: number): number {
        return this.from + ((x - this.left) / (this.width - this.left)) * (this.to - this.from);
    }

    ticks(x: number): number {
        return this.scale.ticks(this.positionAt(x));
    }

    /** Time at a place of the axis, within the runs. */
    instantAt(x: number): number {
        return this.clamp(this.ticks(Math.max(this.left, x)));
    }

    /** Nearest time within the runs. */
    clamp(ticks: number): number {
        return Math.min(this.scales.time.end, Math.max(this.scales.time.start, ticks));
    }

    overviewX(position: number): number {
        return this.left + ((position - this.fullFrom) / (this.fullTo - this.fullFrom)) * (this.width - this.left);
    }

    overviewPosition(x: number): number {
        return this.fullFrom + ((x - this.left) / (this.width - this.left)) * (this.fullTo - this.fullFrom);
    }

    laneTop(lane: number): number {
        return AXIS + lane * this.laneHeight - this.scroll;
    }

    rowTop(lane: number, run: number): number {
        return this.laneTop(lane) + PADDING + Math.max(0, this.shown.indexOf(run)) * (this.rowHeight + 3);
    }

    laneAt(y: number): number {
        return y < AXIS || y >= this.lanesBottom ? -1 : Math.floor((y - AXIS + this.scroll) / this.laneHeight);
    }

    /** Event under the pointer; null for none. */
    find(x: number, y: number): Selection | null {
        const lane = this.lanes.lanes[this.laneAt(y)];
        if (!lane || x < this.left) {
            return null;
        }
        const index = this.laneAt(y);
        const run = this.shown.findLast((r) => y >= this.rowTop(index, r) - 2) ?? this.shown[0];
        const track = lane.tracks[run];
        if (!track) {
            return null;
        }
        const low = y - this.rowTop(index, run) > this.rowHeight * 0.62;
        const event = findInTrack(this, lane, track, this.lanes.runs[run], x, low);
        return event < 0 ? null : { run, event };
    }

    /** Where an event is drawn; null when it has no lane. */
    rectangle(at: Selection): { x: number; y: number; width: number; height: number } | null {
        const lane = this.lanes.laneOf[at.run][at.event];
        if (lane < 0 || !this.shown.includes(at.run)) {
            return null;
        }
        const run = this.lanes.runs[at.run];
        const y = this.rowTop(lane, at.run);
        const track = this.lanes.lanes[lane].tracks[at.run]!;
        const x = this.x(run.start(at.event));
        const inBase = track.base ? indexIn(run, track.base, at.event) : -1;
        if (track.base && inBase >= 0 && run.kind(at.event) !== Kind.Fault) {
            return { x, y, width: Math.max(2.5, this.x(endAt(run, track.base, inBase)) - x), height: this.rowHeight };
        }
        if (run.kind(at.event) === Kind.Fault) {
            return { x: x - 9, y: y + 1, width: 18, height: this.rowHeight - 2 };
        }
        if (run.isBad(at.event) && track.base) {
            return { x: x - 9, y: y + this.rowHeight / 2 - 9, width: 18, height: 18 };
        }
        const width = Math.max(2.5, this.x(run.finish(at.event)) - x);
        if (track.base) {
            return { x: x - 1, y: y + this.rowHeight - 8, width: width + 2, height: 7 };
        }
        const row = track.rows.findIndex((one) => indexIn(run, one, at.event) >= 0);
        if (row < 0 || isAlone(run, track, row, at.event)) {
            return { x, y, width, height: this.rowHeight };
        }
        const height = this.rowHeight / track.rows.length;
        return { x, y: y + row * height, width, height: height - 1 };
    }
}

function findInTrack(view: View, lane: Lane, track: Track, run: Run, x: number, low: boolean): number {
    const from = view.ticks(x - 4);
    const to = view.ticks(x + 4);
    if (lane.kind === "faults" && track.base) {
        return findFault(view, track.base, run, x);
    }
    const spans = track.rows.map((row) => lastIn(run, row, from, to)).filter((event) => event >= 0);
    const mark = lastIn(run, track.marks, from, to);
    const near = [...spans, mark].filter((event) => event >= 0);
    const problem = near.find((event) => run.isBad(event));
    if (problem !== undefined) {
        return problem;
    }
    if (track.base) {
        const base = lastIn(run, track.base, from, to);
        return (low || base < 0) && near.length > 0 ? near[0] : base;
    }
    if (low && mark >= 0) {
        return mark;
    }
    return near[0] ?? -1;
}

function findFault(view: View, row: Row, run: Run, x: number): number {
    let best = -1;
    for (const event of row.events) {
        const start = view.x(run.start(event));
        const isAt = x > start - 11 && x < Math.max(start + 120, view.x(run.finish(event)));
        if (isAt) {
            best = event;
        }
    }
    return best;
}

function lastIn(run: Run, row: Row, from: number, to: number): number {
    const index = firstAfter(run, row, to) - 1;
    return index >= 0 && endAt(run, row, index) >= from ? row.events[index] : -1;
}

function indexIn(run: Run, row: Row, event: number): number {
    for (let i = firstAfter(run, row, run.start(event)) - 1; i >= 0 && run.start(row.events[i]) === run.start(event); i--) {
        if (row.events[i] === event) {
            return i;
        }
    }
    return -1;
}

/** Whether no span of another row overlaps this one, so that it may have the whole height. */
export function isAlone(run: Run, track: Track, row: number, event: number): boolean {
    return track.rows.every((other, r) => {
        if (r === row) {
            return true;
        }
        const next = firstAfter(run, other, run.start(event));
        const overlaps = next > 0 && endAt(run, other, next - 1) > run.start(event);
        return !overlaps && (next >= other.events.length || run.start(other.events[next]) >= run.finish(event));
    });
}

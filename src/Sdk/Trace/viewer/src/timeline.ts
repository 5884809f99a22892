import { Brush } from "./brush";
import { MessageLayer } from "./messages";
import { OverviewLayer } from "./overview";
import { readPalette } from "./palette";
import { EventScale } from "./scale";
import { formatDuration, formatTime } from "./texts";
import { drawFault, measureColumns, TrackPainter } from "./tracks";
import { AXIS, FOLD_STRIP, OVERVIEW, type Selection, type View } from "./view";

/** What the timeline shows apart from the events. */
export interface TimelineState {
    readonly instant: number;
    readonly selected: Selection | null;
    readonly messages: boolean;
    /** Time of the first difference; null without a comparison. */
    readonly first: number | null;
    /** Time without calls in the failing run. */
    readonly gap: { readonly from: number; readonly to: number; readonly isWaiting?: boolean } | null;
}

const MAX_FOLDS = 300;
const TIME_STEPS = [
    1, 2, 5, 10, 20, 50, 1e2, 2e2, 5e2, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8, 3e8, 6e8, 12e8,
    18e8, 36e8, 72e8, 216e8, 864e8,
];

/** Draws the timeline on its canvas, at most once a frame. */
export class Timeline {
    readonly messages: MessageLayer;
    private readonly brush: Brush;
    private readonly overview: OverviewLayer;
    private frame = 0;
    /** Position of the instant, where no label of the axis fits. */
    private cursor = 0;

    constructor(
        private readonly canvas: HTMLCanvasElement,
        private readonly scroller: HTMLElement,
        private readonly spacer: HTMLElement,
        private readonly view: View,
        private readonly state: () => TimelineState,
    ) {
        this.brush = new Brush(canvas.getContext("2d")!, readPalette());
        this.messages = new MessageLayer(view);
        this.overview = new OverviewLayer(view);
        scroller.addEventListener("scroll", () => {
            view.scroll = scroller.scrollTop;
            this.invalidate();
        });
    }

    invalidate(): void {
        this.frame ||= requestAnimationFrame(() => this.draw());
    }

    /** Takes over the size and the colours of the page. */
    resize(): void {
        this.brush.colors = readPalette();
        this.overview.clear();
        this.view.resize(this.scroller.clientWidth, Math.max(430, innerHeight * 0.78));
        this.scroller.style.height = `${this.view.height}px`;
        this.spacer.style.height = `${this.view.height + this.view.contentHeight - this.view.lanesHeight}px`;
        this.invalidate();
    }

    /** Takes over what was added to the runs. */
    grow(): void {
        this.messages.refresh();
        this.resize();
    }

    /** Shows the runs with a later end. */
    move(): void {
        this.overview.clear();
        this.invalidate();
    }

    scrollToLane(lane: number): void {
        this.view.revealLane(lane);
        this.scroller.scrollTop = this.view.scroll;
    }

    draw(): void {
        cancelAnimationFrame(this.frame);
        this.frame = 0;
        const { view, brush, canvas } = this;
        const context = brush.context;
        const ratio = devicePixelRatio || 1;
        const width = Math.round(view.width * ratio);
        const height = Math.round(view.height * ratio);
        if (canvas.width !== width || canvas.height !== height) {
            canvas.width = width;
            canvas.height = height;
            canvas.style.height = `${view.height}px`;
        }
        context.setTransform(ratio, 0, 0, ratio, 0, 0);
        context.textBaseline = "middle";
        context.fillStyle = brush.colors.card;
        context.fillRect(0, 0, view.width, view.height);
        const state = this.state();
        this.cursor = view.x(state.instant);
        this.clipTo(0, AXIS, view.width, view.lanesHeight, () => this.drawLanes());
        this.clipTo(view.left, 0, view.width - view.left, view.lanesBottom + FOLD_STRIP, () => this.drawAxis());
        this.clipTo(view.left, AXIS, view.width - view.left, view.lanesHeight, () => this.drawTracks(state));
        this.clipTo(view.left, 0, view.width - view.left, view.lanesBottom + 1, () => this.drawInstants(state));
        this.drawFrame();
        this.overview.draw(brush, state.instant);
    }

    private clipTo(x: number, y: number, width: number, height: number, draw: () => void): void {
        const context = this.brush.context;
        context.save();
        context.beginPath();
        context.rect(x, y, width, height);
        context.clip();
        draw();
        context.restore();
        context.textBaseline = "middle";
    }

    private visibleLanes(): [number, number] {
        const { view } = this;
        const first = Math.floor(view.scroll / view.laneHeight);
        return [first, Math.min(view.lanes.lanes.length, Math.ceil((view.scroll + view.lanesHeight) / view.laneHeight))];
    }

    private drawLanes(): void {
        const { view, brush } = this;
        const [first, last] = this.visibleLanes();
        const both = view.shown.length > 1;
        for (let i = first; i < last; i++) {
            const top = view.laneTop(i);
            brush.context.fillStyle = i % 2 === 0 ? brush.colors.faint : brush.colors.card;
            brush.context.fillRect(0, top, view.width, view.laneHeight);
            brush.font(view.isNarrow ? 11.5 : 12.5, 550);
            const name = brush.clip(view.lanes.lanes[i].name, view.left - (view.isNarrow ? 8 : 14) - (both ? 18 : 6));
            brush.text(name, view.isNarrow ? 8 : 14, top + view.laneHeight / 2, "ink");
            if (both) {
                brush.font(10, 600);
                brush.text("F", view.left - 14, view.rowTop(i, 0) + view.rowHeight / 2, "fail");
                brush.text(view.lanes.runs[1].info.role === "changed" ? "C" : "P", view.left - 14, view.rowTop(i, 1) + view.rowHeight / 2, "pass");
            }
        }
    }

    private drawAxis(): void {
        const { view } = this;
        if (view.scale instanceof EventScale) {
            this.drawFolds(view.scale);
            this.drawEventTimes(view.scale);
        } else {
            this.drawEvenTimes();
        }
    }

    /** Labels at times with events, where there is room. */
    private drawEventTimes(scale: EventScale): void {
        const { view } = this;
        let free = view.left + 2;
        let index = scale.indexFrom(view.from);
        while (index < scale.times.length) {
            const x = view.xOfPosition(scale.positionAt(index));
            if (x > view.width) {
                break;
            }
            free = this.drawTime(scale.times[index], x, free);
            index = Math.max(index + 1, scale.indexFrom(view.positionAt(Math.max(x + 8, free + 20))));
        }
    }

    private drawEvenTimes(): void {
        const { view } = this;
        const from = Math.max(view.scales.time.start, view.ticks(view.left));
        const to = view.ticks(view.width);
        const step = TIME_STEPS.find((one) => (to - from) / one <= Math.max(2, (view.width - view.left) / 105)) ?? 864e8 * 7;
        let free = view.left + 2;
        for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
            free = this.drawTime(at, view.x(at), free);
        }
    }

    /** Draws a label that does not touch the one before; returns where the next may start. */
    private drawTime(ticks: number, x: number, free: number): number {
        const { view, brush } = this;
        brush.font(11);
        const text = shorten(formatTime(ticks));
        const width = brush.measure(text);
        const start = Math.max(view.left + 3, x - width / 2);
        const isCovered = this.cursor > start - 5 && this.cursor < start + width + 5;
        if (start < free || start + width > view.width - 3 || isCovered) {
            return free;
        }
        brush.line(Math.round(x) + 0.5, AXIS - 6, Math.round(x) + 0.5, view.lanesBottom, "line");
        brush.text(text, start, AXIS - 15, "soft");
        return start + width + 14;
    }

    private drawFolds(scale: EventScale): void {
        const { view, brush } = this;
        const first = lowerIndex(scale.folds, scale.indexFrom(view.from));
        const last = Math.min(scale.folds.length, lowerIndex(scale.folds, scale.indexFrom(view.to)) + 1);
        if (last - first > MAX_FOLDS) {
            return;
        }
        let free = view.left;
        for (let i = first; i < last; i++) {
            const index = scale.folds[i];
            const from = view.xOfPosition(scale.positionAt(index - 1));
            const to = view.xOfPosition(scale.positionAt(index));
            brush.context.globalAlpha = 0.4;
            brush.context.fillStyle = brush.colors.line;
            brush.context.fillRect(from + 1, AXIS - 3, to - from - 2, view.lanesHeight + 3);
            brush.context.globalAlpha = 1;
            free = this.labelFold(scale.times[index] - scale.times[index - 1], Math.max(from, view.left), Math.min(to, view.width), free);
        }
    }

    private labelFold(length: number, from: number, to: number, free: number): number {
        const { view, brush } = this;
        brush.font(10.5);
        const whole = formatDuration(length);
        const brief = whole.replace(/(min|h) .*/, "$1").replace(/\.\d+/, "");
        for (const text of [`⋯ ${whole}`, whole, brief]) {
            const width = brush.measure(text);
            const start = Math.min(view.width - width - 3, Math.max(view.left + 3, (from + to) / 2 - width / 2));
            if (width < to - from + 8 && start > free) {
                brush.text(text, start, view.lanesBottom + FOLD_STRIP / 2, "soft");
                return start + width + 6;
            }
        }
        return free;
    }

    private drawTracks(state: TimelineState): void {
        const { view, brush } = this;
        const columns = measureColumns(view);
        if (state.messages) {
            brush.keepLabels();
        }
        const [first, last] = this.visibleLanes();
        for (let i = first; i < last; i++) {
            const lane = view.lanes.lanes[i];
            for (const r of view.shown) {
                const track = lane.tracks[r];
                if (track) {
                    new TrackPainter(brush, view, columns, lane, track, view.lanes.runs[r], view.rowTop(i, r)).draw();
                } else if (lane.kind === "faults") {
                    brush.font(11.5);
                    brush.text("no fault", Math.max(view.left + 8, view.x(0) + 8), view.rowTop(i, r) + view.rowHeight / 2, "soft");
                }
            }
        }
        this.drawEnds();
        this.drawGap(state);
        this.messages.clear();
        if (state.messages) {
            this.messages.draw(brush, state.selected);
        }
        this.drawSelection(state.selected);
    }

    /** Marks the instant of a failure in the lane of the program. */
    private drawEnds(): void {
        const { view, brush } = this;
        const lane = view.lanes.lanes.findIndex((one) => one.kind === "program");
        for (const r of view.shown) {
            const end = view.lanes.runs[r].end;
            if (lane >= 0 && end?.outcome === "failed" && end.at !== undefined) {
                const x = view.x(end.at);
                brush.line(x, view.rowTop(lane, r) - 2, x, view.rowTop(lane, r) + view.rowHeight + 2, "fail", 2.5);
            }
        }
    }

    private drawGap({ gap }: TimelineState): void {
        const { view, brush } = this;
        const lane = view.lanes.lanes.findIndex((one) => one.kind === "calls");
        if (!gap || gap.isWaiting || lane < 0 || !view.shown.includes(0)) {
            return;
        }
        const from = Math.max(view.left, view.x(gap.from));
        const to = Math.min(view.width, view.x(gap.to));
        brush.font(11, 600);
        for (const text of [`no calls for ${formatDuration(gap.to - gap.from)}`, "no calls"]) {
            if (to - from > brush.measure(text) + 6) {
                brush.text(text, (from + to) / 2 - brush.measure(text) / 2, view.rowTop(lane, 0) + view.rowHeight / 2, "fail");
                return;
            }
        }
    }

    private drawSelection(selected: Selection | null): void {
        const { view, brush } = this;
        const place = selected ? view.rectangle(selected) : null;
        if (!place || !selected || place.x + place.width < view.left || place.x > view.width) {
            return;
        }
        const context = brush.context;
        context.strokeStyle = brush.colors.accent;
        context.lineWidth = 2.4;
        const x = Math.max(view.left - 10, place.x - 2);
        brush.round(x, place.y - 2, Math.min(view.width + 10, place.x + place.width + 2) - x, place.height + 4);
        context.stroke();
        if (view.lanes.runs[selected.run].kind(selected.event) === 1) {
            drawFault(brush, place.x + 9, place.y - 1, view.rowHeight);
        }
    }

    private drawInstants(state: TimelineState): void {
        const { view, brush } = this;
        const context = brush.context;
        const x = view.x(state.instant);
        const text = formatTime(state.instant);
        brush.font(11, 650);
        const width = brush.measure(text) + 14;
        const box = Math.min(view.width - width - 2, Math.max(view.left + 2, x - width / 2));
        if (state.first !== null) {
            const at = view.x(state.first);
            context.setLineDash([5, 4]);
            brush.line(at, AXIS - 4, at, view.lanesBottom, "fault", 1.6);
            context.setLineDash([]);
            if (state.first !== state.instant) {
                this.labelFirst(at, box, box + width);
            }
        }
        brush.line(x, 18, x, view.lanesBottom, "accent", 1.6);
        if (x > view.left - 20 && x < view.width + 20) {
            context.fillStyle = brush.colors.accent;
            brush.round(box, 2, width, 18);
            context.fill();
            brush.font(11, 650);
            brush.text(text, box + 7, 11.5, "card");
        }
    }

    private labelFirst(x: number, from: number, to: number): void {
        const { view, brush } = this;
        brush.font(10.5, 650);
        const text = view.isNarrow ? "first diff." : "first difference";
        const width = brush.measure(text);
        const start = Math.min(view.width - width - 3, Math.max(view.left + 3, x - width / 2));
        if (x > view.left && x < view.width && (start > to + 4 || start + width < from - 4)) {
            brush.text(text, start, 11.5, "fault");
        }
    }

    private drawFrame(): void {
        const { view, brush } = this;
        brush.font(11);
        const isVirtual = view.lanes.runs.every((run) => run.hasCauses);
        const ofTime = isVirtual ? "virtual time" : "time";
        const name = view.scale.name === "events" ? "time of events" : ofTime;
        brush.text(brush.clip(view.isNarrow ? view.scale.name : name, view.left - 14), view.isNarrow ? 8 : 14, AXIS - 15, "soft");
        brush.line(0, AXIS - 0.5, view.width, AXIS - 0.5, "line");
        brush.line(view.left + 0.5, 0, view.left + 0.5, view.height, "line");
        brush.line(0, view.lanesBottom + 0.5, view.width, view.lanesBottom + 0.5, "line");
        brush.line(0, view.height - OVERVIEW + 0.5, view.width, view.height - OVERVIEW + 0.5, "line");
    }
}

/** A label of an axis needs no more than milliseconds when it has hours. */
const shorten = (time: string): string => (time.length > 13 ? time.replace(/(\.\d{3})\d+$/, "$1") : time);

function lowerIndex(values: Int32Array, value: number): number {
    let low = 0;
    let high = values.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (values[middle] < value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

import type { Brush } from "./brush";
import { Kind } from "./format";
import { rowOfKind, endAt, firstAfter, type Row } from "./lanes";
import { isProblem, type Run } from "./run";
import { formatNumber } from "./texts";
import type { Selection, View } from "./view";

/** More arrows than this for each pixel hide each other. */
const MAX_DENSITY = 0.16;
const MAX_REACH = 64;

interface Arrow {
    readonly at: Selection;
    readonly x1: number;
    readonly y1: number;
    readonly x2: number;
    readonly y2: number;
}

/** Messages between nodes as arrows in the visible part. */
export class MessageLayer {
    private rows: Row[] = [];
    private ends: (readonly [number, number])[][] = [];
    private arrows: Arrow[] = [];

    constructor(private readonly view: View) {
        this.refresh();
    }

    refresh(): void {
        const { view } = this;
        this.rows = view.lanes.runs.map((run) => rowOfKind(run, Kind.Message, (event) => !run.isKeepAlive(event) || run.isBad(event)));
        this.ends = view.lanes.runs.map((run) => run.subjects.map((subject) => this.findEnds(subject.name)));
    }

    get hasMessages(): boolean {
        return this.rows.some((row) => row.events.length > 0);
    }

    draw(brush: Brush, selected: Selection | null): void {
        this.arrows = [];
        let hidden = 0;
        for (const r of this.view.shown) {
            hidden += this.collect(r);
        }
        for (const arrow of this.arrows) {
            drawArrow(
                brush,
                this.view.lanes.runs[arrow.at.run],
                arrow,
                isSame(arrow.at, selected),
                this.view.shown.length > 1 && arrow.at.run === 1,
            );
        }
        if (hidden > 0) {
            brush.font(12, 600);
            const text = `${formatNumber(hidden)} messages: zoom in to see them`;
            const x = this.view.left + (this.view.width - this.view.left - brush.measure(text)) / 2;
            brush.context.fillStyle = brush.colors.card;
            brush.round(x - 8, this.view.lanesBottom - 28, brush.measure(text) + 16, 22);
            brush.context.fill();
            brush.text(text, x, this.view.lanesBottom - 17, "ink");
        }
    }

    clear(): void {
        this.arrows = [];
    }

    /** Message within a few pixels of the pointer. */
    find(x: number, y: number): Selection | null {
        let best: Selection | null = null;
        let nearest = 5;
        for (const arrow of this.arrows) {
            const distance = distanceTo(arrow, x, y);
            if (distance < nearest) {
                nearest = distance;
                best = arrow.at;
            }
        }
        return best;
    }

    private findEnds(link: string): readonly [number, number] {
        const [from, to] = link.split(" -> ");
        return to === undefined ? [-1, -1] : [this.view.lanes.findEnd(from), this.view.lanes.findEnd(to)];
    }

    /** Adds the arrows of a run, or returns the number of messages when there are too many. */
    private collect(r: number): number {
        const { view } = this;
        const run = view.lanes.runs[r];
        const row = this.rows[r];
        const from = view.ticks(view.left);
        const start = firstAfter(run, row, from);
        const last = firstAfter(run, row, view.ticks(view.width), start);
        const isDense = last - start > (view.width - view.left) * MAX_DENSITY;
        if (isDense && (row.bad === null || row.bad[last] - row.bad[start] > (view.width - view.left) * MAX_DENSITY)) {
            return last - start;
        }
        for (let i = Math.max(0, start - MAX_REACH); i < last; i++) {
            const event = row.events[i];
            if (isDense && !run.isBad(event)) {
                continue;
            }
            const [source, target] = this.ends[r][run.events.subject[event]];
            if (endAt(run, row, i) < from || source < 0 || target < 0) {
                continue;
            }
            const half = view.rowHeight / 2;
            const x1 = view.x(run.start(event));
            const y1 = view.rowTop(source, r) + half;
            const y2 = view.rowTop(target, r) + half;
            const x2 = run.isOpen(event) || run.result(event) === "lost" ? x1 + 12 : Math.max(x1 + 1, view.x(run.finish(event)));
            this.arrows.push({ at: { run: r, event }, x1, y1, x2, y2 });
        }
        return isDense ? last - start : 0;
    }
}

const isSame = (a: Selection, b: Selection | null): boolean => b !== null && a.run === b.run && a.event === b.event;

function drawArrow(brush: Brush, run: Run, arrow: Arrow, isSelected: boolean, isSecond: boolean): void {
    const context = brush.context;
    const { x1, y1, x2, y2 } = arrow;
    const isLost = run.isOpen(arrow.at.event) || isProblem(run.result(arrow.at.event));
    context.globalAlpha = isSecond && !isSelected ? 0.55 : 1;
    context.setLineDash(isLost ? [4, 3] : []);
    let color: "accent" | "fail" | "msg" = isLost ? "fail" : "msg";
    color = isSelected ? "accent" : color;
    brush.line(x1, y1, x2, y2, color, isSelected ? 2.4 : 1.3);
    context.setLineDash([]);
    context.fillStyle = brush.colors[color];
    const angle = Math.atan2(y2 - y1, x2 - x1);
    context.beginPath();
    context.moveTo(x2, y2);
    context.lineTo(x2 - 7 * Math.cos(angle - 0.4), y2 - 7 * Math.sin(angle - 0.4));
    context.lineTo(x2 - 7 * Math.cos(angle + 0.4), y2 - 7 * Math.sin(angle + 0.4));
    context.fill();
    context.globalAlpha = 1;
}

function distanceTo(arrow: Arrow, x: number, y: number): number {
    const dx = arrow.x2 - arrow.x1;
    const dy = arrow.y2 - arrow.y1;
    const part = Math.max(0, Math.min(1, ((x - arrow.x1) * dx + (y - arrow.y1) * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(x - arrow.x1 - part * dx, y - arrow.y1 - part * dy);
}

import type { Brush } from "./brush";
import { Kind } from "./format";
import { rowOfKind, endAt, firstAfter, type Row } from "./lanes";
import { isProblem, type Run } from "./run";
import { formatNumber } from "./texts";
import type { Selection, View } from "./view";

/** More arrows than this for each pixel hide each other. */
const MAX_DENSITY = 0.16;
const MAX_REACH = 64;
/** Width of a column, and the number of arrows that start in one. */
const COLUMN = 3;
const MAX_IN_COLUMN = 3;
const CROWD_ALPHA = 0.45;

export interface Arrow {
    readonly at: Selection;
    readonly x1: number;
    readonly y1: number;
    readonly x2: number;
    readonly y2: number;
}

/** Arrows of a run by start, without those that would hide others; how many start in the same column. */
export function thinArrows<T extends Pick<Arrow, "x1">>(
    arrows: readonly T[],
    isKept: (arrow: T) => boolean,
): { shown: { arrow: T; crowd: number }[]; hidden: number } {
    const columnOf = (arrow: T) => Math.floor(arrow.x1 / COLUMN);
    const crowds = new Map<number, number>();
    arrows.forEach((arrow) => crowds.set(columnOf(arrow), (crowds.get(columnOf(arrow)) ?? 0) + 1));
    const drawn = new Map<number, number>();
    const shown: { arrow: T; crowd: number }[] = [];
    for (const arrow of arrows) {
        const column = columnOf(arrow);
        const before = drawn.get(column) ?? 0;
        if (before < MAX_IN_COLUMN || isKept(arrow)) {
            drawn.set(column, before + 1);
            shown.push({ arrow, crowd: crowds.get(column) ?? 1 });
        }
    }
    return { shown, hidden: arrows.length - shown.length };
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
            const run = this.view.lanes.runs[r];
            const [arrows, left] = this.collect(r);
            const thin = thinArrows(arrows, (arrow) => isSame(arrow.at, selected) || run.isBad(arrow.at.event));
            for (const { arrow, crowd } of thin.shown) {
                const alpha = this.view.shown.length > 1 && r === 1 ? 0.55 : 1;
                drawArrow(brush, run, arrow, isSame(arrow.at, selected), crowd > MAX_IN_COLUMN ? Math.min(alpha, CROWD_ALPHA) : alpha);
                this.arrows.push(arrow);
            }
            hidden += left + thin.hidden;
        }
        brush.drawLabels();
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

    /** Arrows of a run, and the number of messages when there are too many. */
    private collect(r: number): [Arrow[], number] {
        const { view } = this;
        const arrows: Arrow[] = [];
        const run = view.lanes.runs[r];
        const row = this.rows[r];
        const from = view.ticks(view.left);
        const start = firstAfter(run, row, from);
        const last = firstAfter(run, row, view.ticks(view.width), start);
        const isDense = last - start > (view.width - view.left) * MAX_DENSITY;
        if (isDense && (row.bad === null || row.bad[last] - row.bad[start] > (view.width - view.left) * MAX_DENSITY)) {
            return [arrows, last - start];
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
            arrows.push({ at: { run: r, event }, x1, y1, x2, y2 });
        }
        return [arrows, isDense ? last - start : 0];
    }
}

const isSame = (a: Selection, b: Selection | null): boolean => b !== null && a.run === b.run && a.event === b.event;

function drawArrow(brush: Brush, run: Run, arrow: Arrow, isSelected: boolean, alpha: number): void {
    const context = brush.context;
    const { x1, y1, x2, y2 } = arrow;
    const isLost = run.isOpen(arrow.at.event) || isProblem(run.result(arrow.at.event));
    context.globalAlpha = isSelected ? 1 : alpha;
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

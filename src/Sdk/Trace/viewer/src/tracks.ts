import type { Brush } from "./brush";
import { Kind } from "./format";
import { placeLabels, type FaultMarker } from "./faultlabels";
import { endAt, firstAfter, type Lane, type Row, type Track } from "./lanes";
import { FILLS, STATES, type Fill } from "./palette";
import type { Run } from "./run";
import { formatNumber } from "./texts";
import { isAlone, type View } from "./view";

const COLUMN = 1.5;
const PROBLEM_PART = 0.35;

/** Times at the borders of the columns of the window. */
export function measureColumns(view: View): Float64Array {
    const count = Math.ceil((view.width - view.left) / COLUMN) + 1;
    return Float64Array.from({ length: count }, (_, i) => view.ticks(view.left + i * COLUMN));
}

/** Draws the events of one run in one lane. */
export class TrackPainter {
    constructor(
        private readonly brush: Brush,
        private readonly view: View,
        private readonly columns: Float64Array,
        private readonly lane: Lane,
        private readonly track: Track,
        private readonly run: Run,
        private readonly top: number,
    ) {}

    draw(): void {
        const height = this.view.rowHeight;
        const { base, rows, marks, values } = this.track;
        if (this.lane.kind === "faults" && base) {
            this.drawFaults(base);
            return;
        }
        if (values) {
            this.drawValues(marks, values);
            return;
        }
        if (base) {
            this.drawRow(base, this.top, height, -1);
            rows.forEach((row) => this.drawRow(row, this.top + height - 6, 5, -1));
            this.drawMarks(marks, this.top + height - 3.5);
            rows.forEach((row) => this.drawProblems(row));
        } else if (rows.length > 0) {
            const inset = this.lane.kind === "journal" ? 3 : 0;
            const each = (height - 2 * inset) / rows.length;
            rows.forEach((row, i) => this.drawRow(row, this.top + inset + i * each, rows.length === 1 ? each : each - 1, i));
            this.drawMarks(marks, this.top + height - 3);
        } else {
            this.drawRow(marks, this.top + 4, height - 8, -1);
        }
    }

    private get from(): number {
        return this.columns[0];
    }

    private get to(): number {
        return this.columns[this.columns.length - 1];
    }

    private fillOf(event: number): Fill {
        const run = this.run;
        switch (run.kind(event)) {
            case Kind.NodeState:
                return STATES[run.message(event)] ?? FILLS.other;
            case Kind.Phase:
                if (event !== run.failure) {
                    return FILLS.phase;
                }
                return run.end?.outcome === "failed" ? FILLS.failedPhase : FILLS.passedPhase;
            case Kind.JournalWrite:
                return run.isBad(event) ? FILLS.bad : FILLS.write;
            case Kind.Wave:
            case Kind.Step:
            case Kind.Cycle:
            case Kind.Decision:
                return run.isBad(event) ? FILLS.bad : FILLS.step;
            case Kind.Call:
            case Kind.ServiceCall:
            case Kind.Program:
            case Kind.Effect:
            case Kind.Observation:
                return run.isBad(event) ? FILLS.bad : FILLS.call;
            default:
                return FILLS.other;
        }
    }

    /** Label of a span, and a shorter one. */
    private labelsOf(event: number): string[] {
        const run = this.run;
        if (run.kind(event) === Kind.Phase && event === run.failure && run.end) {
            return [`${run.message(event)}: ${run.end.outcome}`, run.end.outcome];
        }
        return [run.message(event)];
    }

    private drawRow(row: Row, y: number, height: number, index: number): void {
        const first = Math.max(0, firstAfter(this.run, row, this.from) - 1);
        const last = firstAfter(this.run, row, this.to, first);
        const count = last - first;
        if (count <= 0) {
            return;
        }
        if (count > (this.view.width - this.view.left) / 4) {
            this.drawColumns(row, first, y, height);
            return;
        }
        for (let i = first; i < last; i++) {
            this.drawSpan(row, i, y, height, index);
        }
    }

    private drawSpan(row: Row, i: number, y: number, height: number, index: number): void {
        const { run, view } = this;
        const event = row.events[i];
        const end = endAt(run, row, i);
        if (end < this.from || run.message(event) === "deleted") {
            return;
        }
        const isController = this.lane.kind === "controller" && row === this.track.base;
        const x = Math.max(view.left - 8, view.x(run.start(event)));
        const width = Math.max(2.5, Math.min(view.width + 8, view.x(end)) - x);
        const whole = index >= 0 && this.track.rows.length > 1 && isAlone(run, this.track, index, event);
        const top = whole ? this.top : y;
        const tall = whole ? view.rowHeight : height;
        const fill = isController ? FILLS.phase : this.fillOf(event);
        this.brush.bar(x, top, width, tall, fill);
        const visible = Math.max(x, view.left);
        const room = x + width - visible;
        if (room > 34 && tall > 12) {
            this.brush.label(
                isController ? [`generation ${run.subject(event).generation}`] : this.labelsOf(event),
                visible,
                top,
                room,
                tall,
                fill,
            );
        }
    }

    /** Many events: one look at each column instead of each event; its upper part tells whether one of them was bad. */
    private drawColumns(row: Row, first: number, y: number, height: number): void {
        const { run, columns, view } = this;
        const context = this.brush.context;
        let index = first;
        let begin = -1;
        let open: Fill | null = null;
        const flush = (column: number) => {
            const width = (column - begin) * COLUMN;
            if (open && open.hatch !== 0) {
                this.brush.bar(view.left + begin * COLUMN, y, width, height, open);
            } else if (open) {
                context.fillStyle = this.brush.colors[open.color];
                context.fillRect(view.left + begin * COLUMN, y, width, height);
            }
        };
        const problems: number[] = [];
        for (let c = 0; c + 1 < columns.length; c++) {
            const next = firstAfter(run, row, columns[c + 1], index);
            const fill = this.fillOfColumn(row, index, next, columns[c]);
            if (fill !== open) {
                flush(c);
                open = fill;
                begin = c;
            }
            if (row.bad && row.bad[next] > row.bad[index]) {
                problems.push(c);
            }
            index = next;
        }
        flush(columns.length - 1);
        context.fillStyle = this.brush.colors.lost;
        problems.forEach((column) => context.fillRect(view.left + column * COLUMN, y, COLUMN, Math.max(3, height * PROBLEM_PART)));
    }

    private fillOfColumn(row: Row, from: number, to: number, ticks: number): Fill | null {
        const isCovered = from > 0 && endAt(this.run, row, from - 1) > ticks;
        if (to === from && !isCovered) {
            return null;
        }
        return this.run.message(row.events[to - 1]) === "deleted" ? null : this.fillOf(row.events[to - 1]);
    }

    /** Instants as dots, where there is room. */
    private drawMarks(row: Row, y: number): void {
        const first = firstAfter(this.run, row, this.from);
        const last = firstAfter(this.run, row, this.to, first);
        if (last - first > (this.view.width - this.view.left) / 30) {
            return;
        }
        const context = this.brush.context;
        for (let i = first; i < last; i++) {
            context.fillStyle = this.brush.colors.card;
            context.strokeStyle = this.brush.colors.call;
            context.lineWidth = 1.4;
            context.beginPath();
            context.arc(this.view.x(this.run.start(row.events[i])), y, 2.4, 0, 7);
            context.fill();
            context.stroke();
        }
    }

    /** Spans that ended with a problem. */
    private drawProblems(row: Row): void {
        if (!row.bad) {
            return;
        }
        const { run, view, brush } = this;
        const first = Math.max(0, firstAfter(run, row, this.from) - 1);
        const last = firstAfter(run, row, this.to, first);
        let previous = -Infinity;
        if (last - first > (view.width - view.left) / 4) {
            return;
        }
        for (let i = first; i < last && row.bad[last] > row.bad[i]; i++) {
            const x = view.x(run.start(row.events[i]));
            if (run.isBad(row.events[i]) && x - previous > 12 && x > view.left - 8) {
                drawProblem(brush, x, this.top + view.rowHeight / 2);
                previous = x;
            }
        }
    }

    private drawFaults(row: Row): void {
        const { run, view, brush } = this;
        const middle = this.top + view.rowHeight / 2;
        const markers: FaultMarker[] = [];
        for (let i = 0; i < row.events.length; i++) {
            const event = row.events[i];
            const x = view.x(run.start(event));
            const end = view.x(endAt(run, row, i));
            const tail = view.x(run.tailOf(event));
            if (tail < view.left - 10 || x > view.width + 10) {
                continue;
            }
            const bottom = middle + view.rowHeight / 2 - 5;
            if (end > x + 2) {
                brush.bar(x, bottom, end - x, 3, FILLS.fault, 0.75);
            }
            if (tail > end + 2) {
                brush.context.setLineDash([3, 3]);
                brush.line(Math.max(end, view.left), bottom + 1.5, Math.min(tail, view.width), bottom + 1.5, "fault", 1.5);
                brush.context.setLineDash([]);
            }
            drawFault(brush, x, this.top, view.rowHeight);
            markers.push({ x: Math.max(x, view.left - 8), text: run.text(event) });
        }
        brush.font(12, 550);
        placeLabels(markers, view.left, view.width, brush).forEach(({ x, text }) => brush.text(text, x, middle, "ink"));
    }

    /** Values of a metric as steps. */
    private drawValues(row: Row, values: Float64Array): void {
        const { run, view, brush, columns } = this;
        const [low, high] = this.track.range;
        const yOf = (value: number) => this.top + view.rowHeight - 2 - ((value - low) / (high - low)) * (view.rowHeight - 4);
        const context = brush.context;
        context.strokeStyle = brush.colors.call;
        context.lineWidth = 1.5;
        context.beginPath();
        let index = 0;
        for (let c = 0; c < columns.length; c++) {
            index = firstAfter(run, row, columns[c], index);
            if (index > 0) {
                context.lineTo(view.left + c * COLUMN, yOf(values[index - 1]));
            }
        }
        context.stroke();
        if (this.lane.kind === "group" && index > 0) {
            brush.font(11.5, 600);
            const text = `${formatNumber(values[index - 1])} ready`;
            brush.text(text, view.left + 8, this.top + view.rowHeight / 2 + 2, "ink");
        }
    }
}

export function drawFault(brush: Brush, x: number, top: number, height: number): void {
    const context = brush.context;
    context.fillStyle = brush.colors.fault;
    context.beginPath();
    context.moveTo(x, top + 3);
    context.lineTo(x + 8, top + height - 5);
    context.lineTo(x - 8, top + height - 5);
    context.closePath();
    context.fill();
}

export function drawProblem(brush: Brush, x: number, y: number): void {
    const context = brush.context;
    context.fillStyle = brush.colors.card;
    context.strokeStyle = brush.colors.fail;
    context.lineWidth = 2;
    context.beginPath();
    context.arc(x, y, 7.5, 0, 7);
    context.fill();
    context.stroke();
    brush.font(11, 700);
    brush.text("!", x - brush.measure("!") / 2, y + 0.5, "fail");
}

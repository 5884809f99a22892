import type { Brush } from "./brush";
import { endAt, firstAfter, type LaneKind, type Row } from "./lanes";
import type { Palette } from "./palette";
import type { Run } from "./run";
import { OVERVIEW, type View } from "./view";

const COLORS: Readonly<Partial<Record<LaneKind, keyof Palette>>> = {
    faults: "fault",
    calls: "call",
    journal: "write",
    node: "ready",
    controller: "step",
    domain: "step",
};
const ORDER: readonly LaneKind[] = ["node", "domain", "controller", "journal", "calls", "faults"];
const COLUMN = 2;

/** Strip of the whole run with the visible part. */
export class OverviewLayer {
    private picture: HTMLCanvasElement | null = null;
    private key = "";

    constructor(private readonly view: View) {}

    clear(): void {
        this.picture = null;
    }

    draw(brush: Brush, instant: number): void {
        const { view } = this;
        const context = brush.context;
        const top = view.overviewTop + 1;
        const key = `${view.scale.name} ${view.shown.join()} ${view.width}`;
        if (!this.picture || key !== this.key) {
            this.picture = this.paint(brush);
            this.key = key;
        }
        context.fillStyle = brush.colors.faint;
        context.fillRect(0, top, view.left, OVERVIEW);
        context.drawImage(this.picture, view.left, top, view.width - view.left, OVERVIEW - 1);
        brush.font(11);
        brush.text("overview", view.isNarrow ? 8 : 14, top + OVERVIEW / 2, "soft");
        const from = Math.max(view.left + 1, view.overviewX(view.from));
        const to = Math.min(view.width - 1, view.overviewX(view.to));
        context.globalAlpha = 0.62;
        context.fillStyle = brush.colors.faint;
        context.fillRect(view.left + 1, top, from - view.left - 1, OVERVIEW);
        context.fillRect(to, top, view.width - to, OVERVIEW);
        context.globalAlpha = 1;
        context.strokeStyle = brush.colors.accent;
        context.lineWidth = 1.4;
        context.strokeRect(from, top + 1, Math.max(3, to - from), OVERVIEW - 3);
        const x = view.overviewX(view.scale.position(instant));
        brush.line(x, top, x, view.height, "accent", 1.2);
    }

    private paint(brush: Brush): HTMLCanvasElement {
        const { view } = this;
        const ratio = devicePixelRatio || 1;
        const picture = document.createElement("canvas");
        const width = view.width - view.left;
        picture.width = Math.max(1, Math.round(width * ratio));
        picture.height = Math.round((OVERVIEW - 1) * ratio);
        const context = picture.getContext("2d")!;
        context.setTransform(ratio, 0, 0, ratio, 0, 0);
        context.fillStyle = brush.colors.card;
        context.fillRect(0, 0, width, OVERVIEW);
        const count = Math.ceil(width / COLUMN) + 1;
        const columns = Float64Array.from({ length: count }, (_, i) => view.scale.ticks(view.overviewPosition(view.left + i * COLUMN)));
        const height = (OVERVIEW - 11) / view.shown.length;
        const lanes = [...view.lanes.lanes].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
        for (const lane of lanes) {
            context.fillStyle = brush.colors[COLORS[lane.kind] ?? "msg"];
            context.globalAlpha = lane.kind === "faults" ? 1 : 0.75;
            view.shown.forEach((r, slot) => {
                const track = lane.tracks[r];
                for (const row of track ? [track.base, ...track.rows] : []) {
                    if (row && !(lane.kind === "node" && row !== track?.base)) {
                        paintRow(
                            context,
                            view.lanes.runs[r],
                            row,
                            columns,
                            5 + slot * height,
                            height - 1,
                            lane.kind === "faults" ? 3 : 1.5,
                        );
                    }
                }
            });
        }
        context.globalAlpha = 1;
        context.fillStyle = brush.colors.lost;
        for (const lane of lanes) {
            view.shown.forEach((r, slot) => {
                const base = lane.kind === "node" ? lane.tracks[r]?.base : null;
                if (base?.bad) {
                    paintBad(context, view.lanes.runs[r], base, base.bad, columns, 5 + slot * height + height * 0.6, height * 0.4 - 1);
                }
            });
        }
        return picture;
    }
}

/** Columns in which a node got into a bad state. */
function paintBad(
    context: CanvasRenderingContext2D,
    run: Run,
    row: Row,
    bad: Int32Array,
    columns: Float64Array,
    y: number,
    height: number,
): void {
    let index = 0;
    for (let c = 0; c + 1 < columns.length && index < row.events.length; c++) {
        const next = firstAfter(run, row, columns[c + 1], index);
        if (bad[next] > bad[index]) {
            context.fillRect(c * COLUMN, y, COLUMN, height);
        }
        index = next;
    }
}

function paintRow(
    context: CanvasRenderingContext2D,
    run: Run,
    row: Row,
    columns: Float64Array,
    y: number,
    height: number,
    width: number,
): void {
    let index = 0;
    for (let c = 0; c + 1 < columns.length && index < row.events.length; c++) {
        const next = firstAfter(run, row, columns[c + 1], index);
        if (next > index && endAt(run, row, index) >= columns[c]) {
            context.fillRect(c * COLUMN, y, width, height);
        }
        index = next;
    }
}

import { element, find } from "./dom";
import type { LiveGroup, LiveNode } from "./livestate";
import { readPalette, type Palette } from "./palette";

const GAP = 1.5;
/** Maximum number of nodes for each size of a cell. */
const SIZES: readonly (readonly [number, number])[] = [
    [60, 14],
    [400, 10],
    [2_000, 7],
    [Infinity, 5],
];

/** Draws a cell. States differ in shape as well as in colour. */
export function drawCell(context: CanvasRenderingContext2D, colors: Palette, state: string, x: number, y: number, size: number): void {
    switch (state) {
        case "ready":
            context.fillStyle = colors.ready;
            context.fillRect(x, y, size, size);
            break;
        case "created":
        case "booting":
            context.fillStyle = colors.boot;
            context.fillRect(x, y, size, size);
            context.fillStyle = colors.ready;
            context.fillRect(x, y + size * 0.6, size, size * 0.4);
            break;
        case "deleting":
        case "terminating":
            context.fillStyle = colors.msg;
            context.fillRect(x + size * 0.25, y + size * 0.25, size * 0.5, size * 0.5);
            break;
        case "frozen":
            context.fillStyle = colors.frozen;
            context.fillRect(x, y, size * 0.4, size);
            context.fillRect(x + size * 0.6, y, size * 0.4, size);
            break;
        case "failed":
        case "lost":
            drawCross(context, colors.lost, x, y, size);
            break;
        default:
            context.strokeStyle = colors.msg;
            context.lineWidth = 1;
            context.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
    }
}

function drawCross(context: CanvasRenderingContext2D, color: string, x: number, y: number, size: number): void {
    context.strokeStyle = color;
    context.lineWidth = Math.max(1.6, size / 4);
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + size, y + size);
    context.moveTo(x + size, y);
    context.lineTo(x, y + size);
    context.stroke();
}

/** Canvas with one cell for each node of a group. */
export class CellGrid {
    readonly canvas = element("canvas", "cells");
    private size = 10;
    private columns = 1;
    private active = -1;
    private drawn = "";

    constructor(
        private group: LiveGroup,
        private readonly select: (node: LiveNode) => void,
    ) {
        const { canvas } = this;
        canvas.tabIndex = 0;
        canvas.setAttribute("role", "img");
        canvas.addEventListener("pointermove", (event) => this.point(this.indexAt(event.offsetX, event.offsetY)));
        canvas.addEventListener("pointerleave", () => this.point(-1));
        canvas.addEventListener("click", (event) => this.choose(this.indexAt(event.offsetX, event.offsetY)));
        canvas.addEventListener("keydown", (event) => this.onKey(event));
        canvas.addEventListener("blur", () => this.point(-1));
    }

    /** Draws the group if it changed since the last call. */
    render(group: LiveGroup, width: number, theme: string): void {
        this.group = group;
        const key = `${group.version} ${group.nodes.length} ${width} ${theme} ${this.active} ${devicePixelRatio}`;
        if (key === this.drawn || width <= 0) {
            return;
        }
        this.drawn = key;
        const { canvas } = this;
        this.size = SIZES.find(([count]) => group.nodes.length <= count)![1];
        const step = this.size + GAP;
        this.columns = Math.max(1, Math.floor((width + GAP) / step));
        const rows = Math.ceil(group.nodes.length / this.columns);
        const ratio = devicePixelRatio || 1;
        canvas.width = Math.round(width * ratio);
        canvas.height = Math.max(1, Math.round(rows * step * ratio));
        canvas.style.height = `${rows * step}px`;
        const context = canvas.getContext("2d")!;
        context.setTransform(ratio, 0, 0, ratio, 0, 0);
        context.clearRect(0, 0, width, rows * step);
        const colors = readPalette();
        group.nodes.forEach((node, i) => {
            const [x, y] = this.placeOf(i);
            drawCell(context, colors, node.state, x, y, this.size);
        });
        if (this.active >= 0 && this.active < group.nodes.length) {
            const [x, y] = this.placeOf(this.active);
            context.strokeStyle = colors.accent;
            context.lineWidth = 2;
            context.strokeRect(x - 1, y - 1, this.size + 2, this.size + 2);
        }
    }

    private placeOf(index: number): [number, number] {
        const step = this.size + GAP;
        return [(index % this.columns) * step, Math.floor(index / this.columns) * step];
    }

    private indexAt(x: number, y: number): number {
        const step = this.size + GAP;
        const column = Math.floor(x / step);
        const index = Math.floor(y / step) * this.columns + column;
        return column < this.columns && index >= 0 && index < this.group.nodes.length ? index : -1;
    }

    /** Shows the name of a cell. */
    private point(index: number): void {
        const tip = find("cell-tip");
        const node = this.group.nodes[index];
        this.active = node ? index : -1;
        this.render(this.group, this.canvas.clientWidth, document.documentElement.dataset["theme"] ?? "");
        tip.hidden = !node;
        if (node) {
            const box = this.canvas.getBoundingClientRect();
            const [x, y] = this.placeOf(index);
            tip.textContent = `${node.name}: ${node.state}`;
            tip.style.left = `${Math.max(4, Math.min(innerWidth - tip.offsetWidth - 6, box.left + x))}px`;
            tip.style.top = `${box.top + y + this.size + 6}px`;
        }
    }

    private choose(index: number): void {
        const node = this.group.nodes[index];
        if (node) {
            find("status").textContent = `${node.name}: ${node.state}`;
            this.select(node);
        }
    }

    private onKey(event: KeyboardEvent): void {
        const moves: Record<string, number> = {
            ArrowRight: 1,
            ArrowLeft: -1,
            ArrowDown: this.columns,
            ArrowUp: -this.columns,
            Home: -Infinity,
            End: Infinity,
        };
        const move = moves[event.key];
        if (move !== undefined) {
            const last = this.group.nodes.length - 1;
            const index = this.active < 0 ? 0 : Math.max(0, Math.min(last, this.active + move));
            this.point(index);
            const node = this.group.nodes[index];
            find("status").textContent = node ? `${node.name}: ${node.state}` : "";
        } else if (event.key === "Enter" || event.key === " ") {
            this.choose(this.active);
        } else {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
    }
}

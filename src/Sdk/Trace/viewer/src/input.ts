import type { Timeline } from "./timeline";
import { AXIS, type Selection, type View } from "./view";

/** What a gesture asks of the page. */
export interface InputTarget {
    readonly instant: number;
    onInstant(ticks: number): void;
    onSelect(at: Selection): void;
    onHover(at: Selection | null, x: number, y: number): void;
    onView(): void;
}

interface Drag {
    readonly x: number;
    readonly y: number;
    readonly from: number;
    readonly to: number;
    readonly scroll: number;
    readonly mode: "overview" | "instant" | "pan" | "none";
    moved: boolean;
}

/** Pointer and wheel on the canvas. */
export class CanvasInput {
    private readonly fingers = new Map<number, number>();
    private drag: Drag | null = null;

    constructor(
        private readonly canvas: HTMLCanvasElement,
        private readonly scroller: HTMLElement,
        private readonly view: View,
        private readonly timeline: Timeline,
        private readonly target: InputTarget,
    ) {
        canvas.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
        canvas.addEventListener("pointerdown", (event) => this.onDown(event));
        canvas.addEventListener("pointermove", (event) => this.onMove(event));
        canvas.addEventListener("pointerup", (event) => this.onUp(event));
        canvas.addEventListener("pointercancel", (event) => this.onCancel(event));
        canvas.addEventListener("pointerleave", () => target.onHover(null, 0, 0));
    }

    /** Event at a place of the canvas. */
    find(x: number, y: number): Selection | null {
        return this.timeline.messages.find(x, y) ?? this.view.find(x, y);
    }

    private onWheel(event: WheelEvent): void {
        const { view } = this;
        if (event.offsetX < view.left && !event.shiftKey && Math.abs(event.deltaX) <= Math.abs(event.deltaY)) {
            return;
        }
        if (event.deltaY > 0 && view.isFull && !event.shiftKey && Math.abs(event.deltaX) <= Math.abs(event.deltaY)) {
            // There is nothing to zoom out; the page scrolls.
            return;
        }
        event.preventDefault();
        const unit = event.deltaMode === 1 ? 16 : 1;
        if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
            view.panPixels((event.deltaX || event.deltaY) * unit);
        } else {
            view.zoom(Math.exp(Math.max(-400, Math.min(400, event.deltaY * unit)) * 0.0016), Math.max(view.left, event.offsetX));
        }
        this.target.onView();
    }

    private onDown(event: PointerEvent): void {
        if (event.button !== 0) {
            return;
        }
        this.canvas.setPointerCapture(event.pointerId);
        const [x, y] = [event.offsetX, event.offsetY];
        this.fingers.set(event.pointerId, x);
        const { view } = this;
        const mode = this.modeAt(x, y);
        this.drag = { x, y, from: view.from, to: view.to, scroll: this.scroller.scrollTop, mode, moved: false };
        if (mode === "overview") {
            this.centre(x);
        } else if (mode === "instant" && !this.isNearInstant(x)) {
            this.target.onInstant(view.instantAt(x));
        }
    }

    private modeAt(x: number, y: number): Drag["mode"] {
        const { view } = this;
        if (y >= view.overviewTop) {
            return x >= view.left ? "overview" : "none";
        }
        if (x < view.left) {
            return "none";
        }
        return y < AXIS || (this.isNearInstant(x) && !this.view.find(x, y)) ? "instant" : "pan";
    }

    private isNearInstant(x: number): boolean {
        return Math.abs(x - this.view.x(this.target.instant)) < 8;
    }

    private onMove(event: PointerEvent): void {
        const [x, y] = [event.offsetX, event.offsetY];
        if (this.fingers.size === 2 && this.fingers.has(event.pointerId)) {
            this.pinch(event.pointerId, x);
            return;
        }
        if (!this.drag) {
            const at = this.find(x, y);
            this.target.onHover(at, x, y);
            this.canvas.style.cursor = at
                ? "pointer"
                : { overview: "grab", instant: "ew-resize", pan: "grab", none: "default" }[this.modeAt(x, y)];
            return;
        }
        this.drag.moved ||= Math.abs(x - this.drag.x) > 3 || Math.abs(y - this.drag.y) > 3;
        if (this.drag.mode === "overview") {
            this.centre(x);
        } else if (this.drag.moved && this.drag.mode === "instant") {
            this.target.onInstant(this.view.instantAt(x));
        } else if (this.drag.moved && this.drag.mode === "pan") {
            this.pan(this.drag, x, y, event.pointerType === "mouse");
        }
    }

    private pan(drag: Drag, x: number, y: number, isMouse: boolean): void {
        const { view } = this;
        const distance = ((drag.x - x) / (view.width - view.left)) * (drag.to - drag.from);
        view.show(drag.from + distance, drag.to + distance);
        if (isMouse) {
            this.scroller.scrollTop = drag.scroll + drag.y - y;
        }
        this.target.onHover(null, 0, 0);
        this.target.onView();
    }

    private pinch(id: number, x: number): void {
        const before = [...this.fingers.values()];
        this.fingers.set(id, x);
        const after = [...this.fingers.values()];
        const factor = (Math.abs(before[0] - before[1]) || 1) / (Math.abs(after[0] - after[1]) || 1);
        this.view.zoom(factor, (after[0] + after[1]) / 2);
        this.view.panPixels((before[0] + before[1] - after[0] - after[1]) / 2);
        if (this.drag) {
            this.drag.moved = true;
        }
        this.target.onView();
    }

    private centre(x: number): void {
        const { view } = this;
        const position = view.overviewPosition(x);
        const width = view.to - view.from;
        view.show(position - width / 2, position + width / 2);
        this.target.onView();
    }

    private onUp(event: PointerEvent): void {
        const drag = this.drag;
        this.onCancel(event);
        if (!drag || drag.moved || drag.mode === "overview" || drag.mode === "none") {
            return;
        }
        const at = this.find(event.offsetX, event.offsetY);
        if (at) {
            this.target.onSelect(at);
        } else if (drag.mode === "pan") {
            this.target.onInstant(this.view.instantAt(event.offsetX));
        }
    }

    private onCancel(event: PointerEvent): void {
        this.fingers.delete(event.pointerId);
        this.drag = null;
    }
}

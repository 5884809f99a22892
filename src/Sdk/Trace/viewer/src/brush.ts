import { FONT, type Fill, type Palette } from "./palette";

const LABEL_CACHE = 20_000;

/** Draws bars and labels. */
export class Brush {
    private readonly widths = new Map<string, number>();
    private fontName = "";
    /** Labels of bars that are drawn later; null when they are drawn at once. */
    private labels: (() => void)[] | null = null;

    constructor(
        readonly context: CanvasRenderingContext2D,
        public colors: Palette,
    ) {}

    font(size: number, weight: number | "" = ""): void {
        this.fontName = `${weight} ${size}px ${FONT}`;
        this.context.font = this.fontName;
    }

    /** Text of a font, in the middle of a line. */
    text(text: string, x: number, y: number, color: keyof Palette): void {
        this.context.fillStyle = this.colors[color];
        this.context.fillText(text, x, y);
    }

    measure(text: string): number {
        const key = this.fontName + text;
        let width = this.widths.get(key);
        if (width === undefined) {
            if (this.widths.size > LABEL_CACHE) {
                this.widths.clear();
            }
            this.widths.set(key, (width = this.context.measureText(text).width));
        }
        return width;
    }

    /** Longest start of a text that fits; empty when nothing useful does. */
    clip(text: string, width: number): string {
        const whole = text.length > 200 ? text.slice(0, 200) : text;
        if (this.measure(whole) <= width) {
            return whole;
        }
        let low = 0;
        let high = whole.length - 1;
        while (low < high) {
            const middle = (low + high + 1) >> 1;
            if (this.measure(`${whole.slice(0, middle).trimEnd()}…`) <= width) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low > 1 ? `${whole.slice(0, low).trimEnd()}…` : "";
    }

    bar(x: number, y: number, width: number, height: number, fill: Fill, alpha = 1): void {
        const context = this.context;
        const color = this.colors[fill.color];
        context.fillStyle = color;
        context.globalAlpha = alpha;
        if (width < 5) {
            context.fillRect(x, y, width, height);
        } else if (fill.hatch === 0) {
            this.round(x, y, width, height);
            context.fill();
        } else {
            this.hatch(x, y, width, height, fill.hatch, color);
        }
        context.globalAlpha = 1;
    }

    /** First of the labels that fits, from the visible start of a bar. */
    label(texts: readonly string[], x: number, y: number, width: number, height: number, fill: Fill): void {
        this.font(11.5, fill.hatch === 0 ? 500 : 650);
        const text = texts.find((one) => this.measure(one) <= width - 14) ?? texts[texts.length - 1];
        const shown = this.clip(text, width - 14);
        if (shown === "" || (shown.length < 4 && shown !== text)) {
            return;
        }
        const part = this.measure(shown) + 7;
        const isLate = this.labels !== null;
        const draw = () => {
            this.font(11.5, fill.hatch === 0 ? 500 : 650);
            if (fill.hatch !== 0 || isLate) {
                this.context.globalAlpha = 0.9;
                this.context.fillStyle = fill.hatch === 0 ? this.colors[fill.color] : this.colors.card;
                this.context.fillRect(x + 4, y + height / 2 - 8, part, 16);
                this.context.globalAlpha = 1;
            }
            this.text(shown, x + 7, y + height / 2 + 0.5, fill.ink);
        };
        if (this.labels) {
            this.labels.push(draw);
        } else {
            draw();
        }
    }

    /** Keeps the labels of bars until `drawLabels`, so that arrows do not cover them. */
    keepLabels(): void {
        this.labels = [];
    }

    drawLabels(): void {
        const kept = this.labels ?? [];
        this.labels = null;
        kept.forEach((draw) => draw());
    }

    round(x: number, y: number, width: number, height: number): void {
        this.context.beginPath();
        this.context.roundRect(x, y, width, height, Math.max(0, Math.min(4, width / 2, height / 2)));
    }

    line(x1: number, y1: number, x2: number, y2: number, color: keyof Palette, width = 1): void {
        this.context.strokeStyle = this.colors[color];
        this.context.lineWidth = width;
        this.context.beginPath();
        this.context.moveTo(x1, y1);
        this.context.lineTo(x2, y2);
        this.context.stroke();
    }

    private hatch(x: number, y: number, width: number, height: number, direction: number, color: string): void {
        const context = this.context;
        context.save();
        this.round(x, y, width, height);
        context.clip();
        context.globalAlpha = 0.2;
        context.fillRect(x, y, width, height);
        context.globalAlpha = 0.5;
        context.strokeStyle = color;
        context.lineWidth = 2;
        context.beginPath();
        for (let at = x - height; at < x + width + height; at += 7) {
            const slope = direction === 2 ? 0 : height * direction;
            context.moveTo(at, y + height);
            context.lineTo(at + slope, y);
        }
        context.stroke();
        context.restore();
        context.strokeStyle = color;
        context.lineWidth = 1.3;
        this.round(x + 0.5, y + 0.5, width - 1, height - 1);
        context.stroke();
    }
}

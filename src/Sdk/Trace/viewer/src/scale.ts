import type { Run } from "./run";

/** Maps times to positions along an axis. Both runs share it. */
export interface Scale {
    readonly name: "events" | "time";
    /** Position of the end. */
    readonly length: number;
    readonly minWidth: number;
    position(ticks: number): number;
    ticks(position: number): number;
}

/** Proportional to time. */
export class TimeScale implements Scale {
    readonly name = "time";
    readonly minWidth = 20;
    readonly start: number;
    /** Grows with a live run. */
    end: number;

    constructor(runs: readonly Run[]) {
        this.start = Math.min(...runs.map((run) => run.startTicks));
        this.end = Math.max(this.start + 1, ...runs.map((run) => run.endTicks));
    }

    get length(): number {
        return this.end - this.start;
    }

    position(ticks: number): number {
        return ticks - this.start;
    }

    ticks(position: number): number {
        return Math.round(position) + this.start;
    }
}

const FOLD_TICKS = 5e7;

/** Proportional to events: time without events is folded. */
export class EventScale implements Scale {
    readonly name = "events";
    readonly minWidth = 1;
    /** Distinct times, in order. */
    readonly times: Float64Array;
    /** Indexes of the times that end a folded gap. */
    readonly folds: Int32Array;
    private readonly positions: Float64Array;

    constructor(runs: readonly Run[]) {
        this.times = collectTimes(runs);
        const folds: number[] = [];
        this.positions = new Float64Array(this.times.length);
        for (let i = 1; i < this.times.length; i++) {
            const length = this.times[i] - this.times[i - 1];
            this.positions[i] = this.positions[i - 1] + measureGap(length);
            if (length > FOLD_TICKS) {
                folds.push(i);
            }
        }
        this.folds = Int32Array.from(folds);
    }

    get length(): number {
        return this.positions[this.positions.length - 1];
    }

    position(ticks: number): number {
        return interpolate(this.times, this.positions, ticks);
    }

    ticks(position: number): number {
        return Math.round(interpolate(this.positions, this.times, position));
    }

    /** Index of the first time at or after a position. */
    indexFrom(position: number): number {
        return lowerBound(this.positions, position);
    }

    positionAt(index: number): number {
        return this.positions[index];
    }
}

function measureGap(ticks: number): number {
    let width = 0.55 + 0.5 * Math.max(0, Math.log10(ticks / 1e3));
    if (ticks > 2e9) {
        width += 5;
    } else if (ticks > 5e8) {
        width += 2;
    } else if (ticks > FOLD_TICKS) {
        width += 0.8;
    }
    return width;
}

const MANY = 300_000;

/** Starts and ends of all events; only starts in a large run, where ends lie between them anyway. */
function collectTimes(runs: readonly Run[]): Float64Array {
    const count = runs.reduce((sum, run) => sum + run.count, 0);
    const withEnds = count <= MANY;
    const all = new Float64Array(count * (withEnds ? 2 : 1) + runs.length + 1);
    let n = 1;
    for (const run of runs) {
        all[n++] = run.endTicks;
        for (let i = 0; i < run.count; i++) {
            all[n++] = run.start(i);
            if (withEnds) {
                all[n++] = run.finish(i);
            }
        }
    }
    all.sort();
    let distinct = 1;
    for (let i = 1; i < all.length; i++) {
        if (all[i] !== all[distinct - 1]) {
            all[distinct++] = all[i];
        }
    }
    return distinct === 1 ? Float64Array.of(all[0], all[0] + 1) : all.slice(0, distinct);
}

function lowerBound(values: Float64Array, value: number): number {
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

function interpolate(from: Float64Array, to: Float64Array, value: number): number {
    const i = Math.min(from.length - 2, Math.max(0, lowerBound(from, value) - 1));
    const part = Math.min(1, Math.max(0, (value - from[i]) / (from[i + 1] - from[i])));
    return to[i] + (to[i + 1] - to[i]) * part;
}

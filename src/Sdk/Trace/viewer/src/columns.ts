/** Events of a run, one array for each field. A number of -1 means none. */
export class EventColumns {
    count = 0;
    kind = new Uint8Array(1024);
    start = new Float64Array(1024);
    /** The start for an instant, infinite for an open span. */
    end = new Float64Array(1024);
    step = new Float64Array(1024);
    cause = new Int32Array(1024);
    parent = new Int32Array(1024);
    response = new Int32Array(1024);
    subject = new Int32Array(1024);
    message = new Int32Array(1024);
    result = new Int32Array(1024);
    source = new Int32Array(1024);
    details = new Int32Array(1024);

    reserve(count: number): void {
        if (count <= this.kind.length) {
            return;
        }
        const size = Math.max(count, this.kind.length * 2);
        this.kind = grow(this.kind, new Uint8Array(size));
        this.start = grow(this.start, new Float64Array(size));
        this.end = grow(this.end, new Float64Array(size));
        this.step = grow(this.step, new Float64Array(size));
        this.cause = grow(this.cause, new Int32Array(size));
        this.parent = grow(this.parent, new Int32Array(size));
        this.response = grow(this.response, new Int32Array(size));
        this.subject = grow(this.subject, new Int32Array(size));
        this.message = grow(this.message, new Int32Array(size));
        this.result = grow(this.result, new Int32Array(size));
        this.source = grow(this.source, new Int32Array(size));
        this.details = grow(this.details, new Int32Array(size));
    }
}

function grow<T extends Uint8Array | Int32Array | Float64Array>(from: T, to: T): T {
    to.set(from as never);
    return to;
}

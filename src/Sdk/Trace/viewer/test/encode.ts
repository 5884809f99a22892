import { deflateRawSync } from "node:zlib";
import { crc32c } from "../src/bytes";
import type { Differences, Kind, RunEnd, RunInfo, SubjectKind } from "../src/format";

const MAX_EVENTS = 4_096;

class Bytes {
    private bytes = new Uint8Array(256);
    length = 0;

    byte(value: number): this {
        if (this.length === this.bytes.length) {
            const larger = new Uint8Array(this.length * 2);
            larger.set(this.bytes);
            this.bytes = larger;
        }
        this.bytes[this.length++] = value;
        return this;
    }

    varint(value: number): this {
        let left = value;
        while (left >= 128) {
            this.byte((left % 128) + 128);
            left = Math.floor(left / 128);
        }
        return this.byte(left);
    }

    zigzag(value: number): this {
        return this.varint(value < 0 ? -2 * value - 1 : 2 * value);
    }

    text(value: string): this {
        const bytes = new TextEncoder().encode(value);
        this.varint(bytes.length);
        return this.raw(bytes);
    }

    raw(bytes: Uint8Array): this {
        bytes.forEach((byte) => this.byte(byte));
        return this;
    }

    get view(): Uint8Array {
        return this.bytes.subarray(0, this.length);
    }
}

export interface EventInput {
    readonly kind: Kind;
    readonly subject: number;
    readonly at: number;
    readonly message: string;
    readonly step?: number;
    readonly cause?: number;
    readonly parent?: number;
    readonly end?: number;
    readonly response?: number;
    readonly result?: string;
    readonly source?: string;
    readonly details?: string;
    readonly reads?: readonly number[];
}

/** Run as the recorder would write it. */
export class RunWriter {
    readonly events: EventInput[] = [];
    private readonly subjects: { kind: SubjectKind; parent: number; generation: number; name: string }[] = [];
    private readonly strings = new Map<string, number>([["", 0]]);
    private isStarted = false;
    private writtenSubjects = 0;
    private writtenEvents = 0;
    private writtenStrings = 1;

    constructor(
        private readonly info: RunInfo,
        public end: RunEnd | null = null,
    ) {}

    subject(kind: SubjectKind, name: string, parent = -1, generation = 0): number {
        return this.subjects.push({ kind, name, parent, generation }) - 1;
    }

    add(event: EventInput): number {
        return this.events.push(event) - 1;
    }

    /** Events in `late` get their ends by a block of their own. */
    encode(late: ReadonlySet<number> = new Set()): Uint8Array {
        const out = new Bytes();
        writeBlock(out, 1, new TextEncoder().encode(JSON.stringify(this.info)));
        const subjects = new Bytes().varint(this.subjects.length);
        for (const one of this.subjects) {
            subjects
                .byte(one.kind)
                .varint(one.parent + 1)
                .varint(one.generation)
                .varint(this.string(one.name));
        }
        const blocks: Uint8Array[] = [];
        for (let from = 0; from < this.events.length; from += MAX_EVENTS) {
            blocks.push(this.encodeEvents(from, Math.min(this.events.length, from + MAX_EVENTS), late));
        }
        const ends = new Bytes().varint(late.size);
        for (const number of late) {
            const event = this.events[number];
            ends.varint(number)
                .varint(event.end ?? event.at)
                .varint((event.response ?? -1) + 1)
                .varint(this.string(event.result ?? ""));
        }
        const texts = [...this.strings.keys()].slice(1);
        const strings = new Bytes().varint(texts.length);
        texts.forEach((text) => strings.text(text));
        writeBlock(out, 2, strings.view);
        writeBlock(out, 3, subjects.view);
        writeBlock(out, 77, new Uint8Array([1, 2, 3]));
        blocks.forEach((block) => writeBlock(out, 4, block));
        if (late.size > 0) {
            writeBlock(out, 5, ends.view);
        }
        const links = this.events.flatMap((event, i) => (event.reads ?? []).map((read) => [i, read]));
        if (links.length > 0) {
            const bytes = new Bytes().varint(links.length);
            links.forEach(([event, read]) => bytes.varint(event).varint(read));
            writeBlock(out, 6, bytes.view);
        }
        if (this.end) {
            writeBlock(out, 9, new TextEncoder().encode(JSON.stringify(this.end)));
        }
        return out.view;
    }

    /** Blocks of what was added since the last call, and the ends of spans of earlier calls. */
    encodePart(ended: readonly number[] = []): Uint8Array {
        const out = new Bytes();
        if (!this.isStarted) {
            this.isStarted = true;
            writeBlock(out, 1, new TextEncoder().encode(JSON.stringify(this.info)));
        }
        const subjects = new Bytes().varint(this.subjects.length - this.writtenSubjects);
        for (const one of this.subjects.slice(this.writtenSubjects)) {
            subjects
                .byte(one.kind)
                .varint(one.parent + 1)
                .varint(one.generation)
                .varint(this.string(one.name));
        }
        const blocks: Uint8Array[] = [];
        for (let from = this.writtenEvents; from < this.events.length; from += MAX_EVENTS) {
            blocks.push(this.encodeEvents(from, Math.min(this.events.length, from + MAX_EVENTS), new Set()));
        }
        const ends = new Bytes().varint(ended.length);
        for (const number of ended) {
            const event = this.events[number];
            ends.varint(number)
                .varint(event.end ?? event.at)
                .varint(0)
                .varint(this.string(event.result ?? ""));
        }
        const texts = [...this.strings.keys()].slice(this.writtenStrings);
        const strings = new Bytes().varint(texts.length);
        texts.forEach((text) => strings.text(text));
        writeBlock(out, 2, strings.view);
        writeBlock(out, 3, subjects.view);
        blocks.forEach((block) => writeBlock(out, 4, block));
        if (ended.length > 0) {
            writeBlock(out, 5, ends.view);
        }
        this.writtenSubjects = this.subjects.length;
        this.writtenEvents = this.events.length;
        this.writtenStrings = this.strings.size;
        return out.view;
    }

    private string(text: string): number {
        let index = this.strings.get(text);
        if (index === undefined) {
            this.strings.set(text, (index = this.strings.size));
        }
        return index;
    }

    private encodeEvents(from: number, to: number, late: ReadonlySet<number>): Uint8Array {
        const bytes = new Bytes().varint(to - from);
        let [at, step] = [0, 0];
        for (let i = from; i < to; i++) {
            const event = this.events[i];
            const hasEnd = event.end !== undefined && !late.has(i);
            const hasMore = event.source !== undefined || event.details !== undefined;
            bytes.byte(event.kind | (hasEnd ? 32 : 0) | (event.parent === undefined ? 0 : 64) | (hasMore ? 128 : 0));
            bytes
                .zigzag(event.at - at)
                .zigzag((event.step ?? 0) - step)
                .varint(event.cause === undefined ? 0 : i - event.cause);
            bytes.varint(event.subject).varint(this.string(event.message));
            if (hasEnd) {
                bytes
                    .varint(event.end! - event.at)
                    .zigzag(event.response === undefined ? 0 : event.response - i)
                    .varint(this.string(event.result ?? ""));
            }
            if (event.parent !== undefined) {
                bytes.varint(i - event.parent);
            }
            if (hasMore) {
                bytes.varint(this.string(event.source ?? "")).varint(this.string(event.details ?? ""));
            }
            [at, step] = [event.at, event.step ?? 0];
        }
        return bytes.view;
    }
}

function writeBlock(out: Bytes, type: number, payload: Uint8Array): void {
    const crc = crc32c(payload, 0, payload.length);
    out.byte(type).varint(payload.length).raw(payload);
    out.byte(crc & 255)
        .byte((crc >>> 8) & 255)
        .byte((crc >>> 16) & 255)
        .byte(crc >>> 24);
}

export function encodeFile(runs: readonly Uint8Array[]): Uint8Array {
    const out = new Bytes().raw(new Uint8Array([0x53, 0x57, 0x54, 0x52, 0x41, 0x43, 0x45, 1]));
    runs.forEach((run) => out.raw(run));
    return out.view;
}

/** Page with a trace, as the writer makes it of the template. */
export function fillPage(template: string, title: string, file: Uint8Array, differences: Differences | null): string {
    const escaped = title.replace(/&/g, "&amp;").replace(/</g, "&lt;");
    const scripts = [`<script type="application/octet-stream" id="trace">${deflateRawSync(file).toString("base64")}</script>`];
    if (differences) {
        scripts.push(`<script type="application/json" id="differences">${JSON.stringify(differences).replace(/</g, "\\u003c")}</script>`);
    }
    return template.replace("<!--title-->", () => escaped).replace("<!--trace-->", () => scripts.join("\n"));
}

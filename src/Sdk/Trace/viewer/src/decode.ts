import { ByteReader, crc32c, parseObject } from "./bytes";
import { EventColumns } from "./columns";
import { isSpan, type RunEnd, type RunInfo, type Subject } from "./format";

/** Run as read from the file. */
export interface RunRecord {
    readonly info: RunInfo;
    end: RunEnd | null;
    readonly strings: string[];
    readonly subjects: Subject[];
    readonly events: EventColumns;
    /** Pairs of an event and the event whose state it read. */
    readonly links: number[];
}

const enum Block {
    Run = 1,
    Strings = 2,
    Subjects = 3,
    Events = 4,
    Ends = 5,
    Links = 6,
    Details = 7,
    End = 9,
}

const SIGNATURE = [0x53, 0x57, 0x54, 0x52, 0x41, 0x43, 0x45, 1];

/** Decodes a trace while its bytes arrive. What was read before a problem counts. */
export class TraceDecoder {
    readonly runs: RunRecord[] = [];
    problem = "";
    private buffer = new Uint8Array(1 << 17);
    private length = 0;
    private offset = 0;
    private hasSignature = false;

    push(chunk: Uint8Array): void {
        if (this.offset > 0) {
            this.buffer.copyWithin(0, this.offset, this.length);
            this.length -= this.offset;
            this.offset = 0;
        }
        if (this.length + chunk.length > this.buffer.length) {
            const larger = new Uint8Array(Math.max(this.buffer.length * 2, this.length + chunk.length));
            larger.set(this.buffer.subarray(0, this.length));
            this.buffer = larger;
        }
        this.buffer.set(chunk, this.length);
        this.length += chunk.length;
    }

    /** Decodes one block; false when more bytes are needed or reading ended. */
    next(): boolean {
        if (this.problem) {
            return false;
        }
        if (!this.hasSignature) {
            if (this.length - this.offset < SIGNATURE.length) {
                return false;
            }
            if (SIGNATURE.some((byte, i) => this.buffer[this.offset + i] !== byte)) {
                return this.fail("it is not a trace of version 1");
            }
            this.offset += SIGNATURE.length;
            this.hasSignature = true;
        }
        const head = new ByteReader(this.buffer, this.offset, this.length);
        const type = head.byte();
        const length = head.varint();
        if (!head.isValid) {
            return false;
        }
        const start = head.position;
        const end = start + length;
        if (end + 4 > this.length) {
            return false;
        }
        const crc = this.buffer[end] | (this.buffer[end + 1] << 8) | (this.buffer[end + 2] << 16) | (this.buffer[end + 3] << 24);
        if (crc >>> 0 !== crc32c(this.buffer, start, end)) {
            return this.fail("a block has a wrong checksum");
        }
        this.offset = end + 4;
        return this.readBlock(type, new ByteReader(this.buffer, start, end));
    }

    /** Reports a cut-off block after the last byte. */
    finish(): void {
        this.buffer = new Uint8Array(0);
        if (!this.problem && (this.offset < this.length || !this.hasSignature)) {
            this.problem = "it ends in the middle of a block";
        }
    }

    private fail(problem: string): boolean {
        this.problem = problem;
        return false;
    }

    private readBlock(type: number, reader: ByteReader): boolean {
        if (type === Block.Run) {
            const info = parseObject<RunInfo>(reader.rest());
            if (!info) {
                return this.fail("the description of a run is not valid");
            }
            this.runs.push({ info, end: null, strings: [""], subjects: [], events: new EventColumns(), links: [] });
            return true;
        }
        const run = this.runs.at(-1);
        if (!run) {
            return this.fail("a block precedes the first run");
        }
        switch (type) {
            case Block.Strings:
                for (let left = reader.varint(); left > 0 && reader.isValid; left--) {
                    run.strings.push(reader.text());
                }
                break;
            case Block.Subjects:
                for (let left = reader.varint(); left > 0 && reader.isValid; left--) {
                    run.subjects.push(readSubject(reader, run));
                }
                break;
            case Block.Events:
                readEvents(reader, run);
                break;
            case Block.Ends:
                readEnds(reader, run);
                break;
            case Block.Links:
                for (let left = reader.varint(); left > 0 && reader.isValid; left--) {
                    run.links.push(reader.varint(), reader.varint());
                }
                break;
            case Block.Details:
                for (let left = reader.varint(); left > 0 && reader.isValid; left--) {
                    const n = reader.varint();
                    const details = reader.varint();
                    if (n < run.events.count) {
                        run.events.details[n] = details;
                    }
                }
                break;
            case Block.End:
                run.end = parseObject<RunEnd>(reader.rest());
                break;
            default:
                return true;
        }
        return reader.isValid || this.fail("a block is longer than its payload");
    }
}

function readSubject(reader: ByteReader, run: RunRecord): Subject {
    const kind = reader.byte();
    const parent = reader.varint() - 1;
    const generation = reader.varint();
    const name = run.strings[reader.varint()] ?? "";
    return { kind, parent: parent < run.subjects.length ? parent : -1, generation, name };
}

function readEvents(reader: ByteReader, run: RunRecord): void {
    const events = run.events;
    const count = reader.varint();
    let start = 0;
    let step = 0;
    for (let left = count; left > 0 && reader.isValid; left--) {
        const n = events.count;
        events.reserve(n + 1);
        const head = reader.byte();
        const kind = head & 31;
        start += reader.zigzag();
        step += reader.zigzag();
        const cause = reader.varint();
        const subject = reader.varint();
        events.kind[n] = kind;
        events.start[n] = start;
        events.step[n] = step;
        events.cause[n] = cause > 0 && cause <= n ? n - cause : -1;
        events.subject[n] = subject;
        events.message[n] = reader.varint();
        if (head & 32) {
            events.end[n] = start + reader.varint();
            const response = reader.zigzag();
            events.response[n] = response === 0 ? -1 : n + response;
            events.result[n] = reader.varint();
        } else {
            events.end[n] = isSpan(kind) ? Infinity : start;
            events.response[n] = -1;
            events.result[n] = 0;
        }
        const parent = head & 64 ? reader.varint() : 0;
        events.parent[n] = parent > 0 && parent <= n ? n - parent : -1;
        events.source[n] = head & 128 ? reader.varint() : 0;
        events.details[n] = head & 128 ? reader.varint() : 0;
        if (reader.isValid) {
            events.count++;
        }
    }
}

function readEnds(reader: ByteReader, run: RunRecord): void {
    const events = run.events;
    for (let left = reader.varint(); left > 0 && reader.isValid; left--) {
        const n = reader.varint();
        const end = reader.varint();
        const response = reader.varint() - 1;
        const result = reader.varint();
        if (n < events.count) {
            events.end[n] = end;
            events.response[n] = response;
            events.result[n] = result;
        }
    }
}

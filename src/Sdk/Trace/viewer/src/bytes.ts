const TABLE = (() => {
    const table = new Uint32Array(256);
    for (let n = 0; n < 256; n++) {
        let value = n;
        for (let bit = 0; bit < 8; bit++) {
            value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
        }
        table[n] = value >>> 0;
    }
    return table;
})();

/** CRC-32C of a part of a buffer. */
export function crc32c(bytes: Uint8Array, from: number, to: number): number {
    let crc = 0xffffffff;
    for (let i = from; i < to; i++) {
        crc = TABLE[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
    }
    return (crc ^ 0xffffffff) >>> 0;
}

const utf8 = new TextDecoder();

// Characters that would change the order or the look of the text around them.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text whose control characters are visible, so that a name cannot disguise another. */
export const showControls = (text: string): string => text.replace(CONTROLS, "\ufffd");

/** Parses JSON whose texts are to be shown; null when it is not an object. */
export function parseObject<T extends object>(text: string): T | null {
    try {
        const value: unknown = JSON.parse(text, (_, part: unknown) => (typeof part === "string" ? showControls(part) : part));
        return value !== null && typeof value === "object" ? (value as T) : null;
    } catch {
        return null;
    }
}

/** Reads numbers and texts of a part of a buffer. Reading beyond its end is seen by `isValid`. */
export class ByteReader {
    constructor(
        private readonly bytes: Uint8Array,
        private offset: number,
        private readonly end: number,
    ) {}

    get isValid(): boolean {
        return this.offset <= this.end;
    }

    get position(): number {
        return this.offset;
    }

    byte(): number {
        return this.offset < this.end ? this.bytes[this.offset++] : this.past();
    }

    varint(): number {
        let value = this.byte();
        if (value < 128) {
            return value;
        }
        value -= 128;
        for (let factor = 128; factor < 2 ** 63; factor *= 128) {
            const next = this.byte();
            if (next < 128) {
                return value + next * factor;
            }
            value += (next - 128) * factor;
        }
        return this.past();
    }

    zigzag(): number {
        const value = this.varint();
        return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }

    text(): string {
        const length = this.varint();
        if (length > this.end - this.offset) {
            this.past();
            return "";
        }
        const text = utf8.decode(this.bytes.subarray(this.offset, this.offset + length));
        this.offset += length;
        return showControls(text);
    }

    rest(): string {
        const text = utf8.decode(this.bytes.subarray(this.offset, this.end));
        this.offset = this.end;
        return text;
    }

    private past(): number {
        this.offset = this.end + 1;
        return 0;
    }
}

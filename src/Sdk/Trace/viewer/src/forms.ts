import type { EventColumns } from "./columns";
import { Kind } from "./format";
import type { Run } from "./run";

/** Events of a run by what their shown texts are made of. There are far fewer such forms than events. */
export class EventForms {
    /** Form of each event. */
    readonly formOf: Int32Array;
    /** First event of each form. */
    private readonly firsts: number[] = [];
    private texts: readonly string[] | null = null;

    constructor(private readonly run: Run) {
        const { events } = run;
        this.formOf = new Int32Array(events.count);
        const size = 2 ** Math.ceil(Math.log2(2 * events.count + 2));
        const table = new Int32Array(size).fill(-1);
        for (let event = 0; event < events.count; event++) {
            let slot = hash(events, event) & (size - 1);
            while (table[slot] >= 0 && !this.isSame(this.firsts[table[slot]], event)) {
                slot = (slot + 1) & (size - 1);
            }
            if (table[slot] < 0) {
                table[slot] = this.firsts.push(event) - 1;
            }
            this.formOf[event] = table[slot];
        }
    }

    /** For each form, 1 if a text that is shown for it contains a word. */
    find(word: string): Uint8Array {
        const { run } = this;
        this.texts ??= this.firsts.map((event) => {
            const [text, row] = [run.text(event), run.listText(event)];
            return (text === row ? text : `${row}\n${text}`).toLowerCase();
        });
        return Uint8Array.from(this.texts, (text) => Number(text.includes(word)));
    }

    private isSame(a: number, b: number): boolean {
        const { events, failure } = this.run;
        return (
            events.kind[a] === events.kind[b] &&
            events.subject[a] === events.subject[b] &&
            events.message[a] === events.message[b] &&
            events.result[a] === events.result[b] &&
            events.details[a] === events.details[b] &&
            (events.kind[a] !== Kind.Message || events.response[a] === events.response[b]) &&
            (a === failure) === (b === failure)
        );
    }
}

function hash(events: EventColumns, event: number): number {
    let value = events.kind[event];
    for (const part of [events.subject[event], events.message[event], events.result[event], events.details[event]]) {
        value = Math.imul(value ^ part, 0x9e37_79b1);
        value ^= value >>> 15;
    }
    return value;
}

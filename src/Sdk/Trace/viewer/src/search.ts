import type { Run } from "./run";

export interface Filter {
    readonly text: string;
    /** Kind of the events; -1 for all. */
    readonly kind: number;
    /** Name of the subject; empty for all. */
    readonly subject: string;
    /** Whether messages that only keep a connection open are found. */
    readonly keepAlives?: boolean;
}

/** Range of the times that start with a text such as 04:30 or 04:30.71; null when it is not a time. */
export function parseTime(text: string): readonly [number, number] | null {
    const parts = /^(-)?(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:\.(\d{0,7}))?$/.exec(text);
    if (!parts) {
        return null;
    }
    const [, sign, hours = "0", minutes, seconds, fraction = ""] = parts;
    const from = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1e7 + Number(fraction.padEnd(7, "0"));
    const to = from + 10 ** (7 - fraction.length);
    return sign === undefined ? [from, to] : [1 - to, 1 - from];
}

/** Events of a run that match a filter, by start. Texts are searched once for each string and form, not for each event. */
export function findEvents(run: Run, filter: Filter): Int32Array {
    const { events, strings, subjects } = run;
    const words = filter.text
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== "");
    const hits = words.map((word) => ({
        times: parseTime(word),
        forms: run.forms.find(word),
        strings: Uint8Array.from(strings, (text) => Number(text.toLowerCase().includes(word))),
        subjects: Uint8Array.from(subjects, (subject) => Number(subject.name.toLowerCase().includes(word))),
    }));
    const formOf = words.length > 0 ? run.forms.formOf : new Int32Array(0);
    const allowed = Uint8Array.from(subjects, (_, index) => Number(filter.subject === "" || hasName(run, index, filter.subject)));
    const found = new Int32Array(events.count);
    let count = 0;
    for (let rank = 0; rank < events.count; rank++) {
        const i = run.at(rank);
        const subject = events.subject[i];
        if (!filter.keepAlives && run.isKeepAlive(i) && !run.isBad(i)) {
            continue;
        }
        if ((filter.kind >= 0 && events.kind[i] !== filter.kind) || !allowed[subject]) {
            continue;
        }
        let matches = true;
        for (const hit of hits) {
            const texts = hit.strings;
            matches &&=
                (Number(hit.times !== null && events.start[i] >= hit.times[0] && events.start[i] < hit.times[1]) |
                    hit.forms[formOf[i]] |
                    texts[events.message[i]] |
                    texts[events.result[i]] |
                    texts[events.details[i]] |
                    texts[events.source[i]] |
                    hit.subjects[subject]) ===
                1;
        }
        if (matches) {
            found[count++] = i;
        }
    }
    return found.slice(0, count);
}

/** A node's name finds its agent and its programs, too. */
function hasName(run: Run, index: number, name: string): boolean {
    for (let at = index, left = 16; at >= 0 && left > 0; left--) {
        if (run.subjects[at].name === name) {
            return true;
        }
        at = run.subjects[at].parent;
    }
    return false;
}

/** Names of the subjects of both runs, for the filter. */
export function listSubjects(runs: readonly Run[], max: number): string[] {
    const names = new Set<string>();
    for (const run of runs) {
        for (const subject of run.subjects) {
            if (subject.name !== "") {
                names.add(subject.name);
            }
        }
    }
    return [...names].sort(new Intl.Collator("en", { numeric: true }).compare).slice(0, max);
}

/** Events of both runs by time. */
export function mergeByTime(runs: readonly Run[], lists: readonly Int32Array[]): { runs: Uint8Array; events: Int32Array } {
    const total = lists.reduce((sum, list) => sum + list.length, 0);
    const merged = { runs: new Uint8Array(total), events: new Int32Array(total) };
    const next = lists.map(() => 0);
    for (let n = 0; n < total; n++) {
        let best = -1;
        for (let r = 0; r < lists.length; r++) {
            if (next[r] < lists[r].length && (best < 0 || runs[r].start(lists[r][next[r]]) < runs[best].start(lists[best][next[best]]))) {
                best = r;
            }
        }
        merged.runs[n] = best;
        merged.events[n] = lists[best][next[best]++];
    }
    return merged;
}

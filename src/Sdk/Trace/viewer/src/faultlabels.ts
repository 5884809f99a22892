const MARKER = 14;
const EDGE = 6;
const GAP = 8;
/** A label that is cut to fewer letters says nothing. */
const MIN_LETTERS = 10;

export interface FaultMarker {
    readonly x: number;
    readonly text: string;
}

export interface FaultLabel {
    readonly text: string;
    readonly x: number;
}

export interface LabelFont {
    measure(text: string): number;
    clip(text: string, width: number): string;
}

/** Labels beside the markers of faults, in order of their positions. Markers that stand close share one label, in the same order. */
export function placeLabels(markers: readonly FaultMarker[], left: number, right: number, font: LabelFont): FaultLabel[] {
    const labels: FaultLabel[] = [];
    let free = left + 4;
    let waiting: FaultMarker[] = [];
    const add = (x: number, text: string, end: number) => {
        if (text !== "") {
            labels.push({ x, text });
        }
        waiting = [];
        free = Math.max(free, end);
    };
    markers.forEach((marker, i) => {
        waiting.push(marker);
        const texts = describe(waiting);
        const next = i + 1 < markers.length ? markers[i + 1].x : Infinity;
        const start = marker.x + MARKER;
        const after = Math.min(right - EDGE, next - 12) - start;
        const end = waiting[0].x - MARKER;
        const before = end - free;
        const late = texts.find((text) => font.measure(text) <= after) ?? "";
        const early = texts.find((text) => font.measure(text) <= before) ?? "";
        const clipped = clip(font, waiting, after);
        if (late !== "" || (early === "" && clipped !== "")) {
            const shown = late || clipped;
            add(start, shown, start + font.measure(shown) + GAP);
        } else if (early !== "") {
            add(end - font.measure(early), early, marker.x + 12);
        } else if (next > right) {
            const shown = clip(font, waiting, before);
            add(end - font.measure(shown), shown, marker.x + 12);
        }
    });
    return labels;
}

/** Label of markers, and a shorter one. */
function describe(markers: readonly FaultMarker[]): string[] {
    const texts = markers.map((one) => one.text);
    return texts.length === 1 ? texts : [texts.join(" · "), texts[0] + describeRest(markers)];
}

const describeRest = (markers: readonly FaultMarker[]): string => (markers.length === 1 ? "" : ` + ${markers.length - 1} more`);

/** Start of the label of the first marker, with the number of the others if there is room for it; empty when nothing useful fits. */
function clip(font: LabelFont, markers: readonly FaultMarker[], width: number): string {
    for (const rest of new Set([describeRest(markers), ""])) {
        const room = width - font.measure(rest);
        const shown = room > 0 ? font.clip(markers[0].text, room) : "";
        if (shown === markers[0].text || shown.length >= MIN_LETTERS) {
            return shown + rest;
        }
    }
    return "";
}

/** Full form of a time: hh:mm:ss.fffffff. */
export function formatFull(ticks: number): string {
    const size = Math.abs(Math.round(ticks));
    const seconds = Math.floor(size / 1e7);
    const two = (n: number) => String(n).padStart(2, "0");
    const fraction = String(size % 1e7).padStart(7, "0");
    return `${ticks < 0 ? "-" : ""}${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${fraction}`;
}

/** Short form of a time: [hh:]mm:ss.fffffff without trailing zeros. */
export function formatTime(ticks: number): string {
    return formatFull(ticks)
        .replace(/^(-?)00:/, "$1")
        .replace(/\.?0+$/, "");
}

/** Length of time in its largest fitting unit. */
export function formatDuration(ticks: number): string {
    if (round(ticks / 1e7) >= 60) {
        const seconds = Math.round(ticks / 1e7);
        return seconds >= 3600
            ? join(Math.floor(seconds / 3600), "h", Math.floor((seconds % 3600) / 60), "min")
            : join(Math.floor(seconds / 60), "min", seconds % 60, "s");
    }
    if (round(ticks / 1e4) >= 1_000) {
        return `${round(ticks / 1e7)} s`;
    }
    return ticks >= 1e4 ? `${round(ticks / 1e4)} ms` : `${round(ticks / 10)} µs`;
}

/** Neither a part of a longer number nor the time of a date or of a replay string. */
const SPAN = /(until )?(?<![\w@]|\d[:.]|\d{4}-\d\d-\d\d )(?:(\d+)\.)?(\d\d):(\d\d):(\d\d)(?:\.(\d{1,7}))?(?!\w|[:.]\d)/g;

/** Replaces lengths of time such as 00:02:02.9730000 by "2 min 3 s". A time after "until" stays one. */
export const formatDurations = (text: string): string =>
    text.replace(SPAN, (_, until: string | undefined, days: string | undefined, ...parts: string[]) => {
        const [hours, minutes, seconds, fraction] = parts;
        const ticks =
            ((Number(days ?? 0) * 24 + Number(hours)) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1e7 +
            Number((fraction ?? "").padEnd(7, "0"));
        return until === undefined ? formatDuration(ticks) : until + formatTime(ticks);
    });

/** Frame without the namespace and the parameters: "OrderTests.AllAreBooked in OrderTests.cs:47". */
export const formatFrame = (frame: string): string =>
    frame.replace(/^(?:[\w`+]+\.)*?([\w`+]+\.[\w`+<>]+)\([^()]*\) in (.*?):?(?:line )?(\d+)$/, "$1 in $2:$3");

export const formatNumber = (value: number): string => value.toLocaleString("en-US");

/** "1 event" or "2,000 events". */
export const formatCount = (count: number, one: string, many: string): string => `${formatNumber(count)} ${count === 1 ? one : many}`;

/** Texts that are not empty, with a separator. */
export const joinTexts = (texts: readonly string[], separator: string): string => texts.filter((text) => text !== "").join(separator);

const round = (value: number): number => Number(value.toFixed(2));

const join = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
    small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

/** What words of the page mean. */
export const TITLES: Readonly<Record<string, string>> = {
    step: "Number of the step in which the simulation's scheduler ran the event",
    after: "The event that the scheduler ran before; it need not be the reason",
    generation: "Number of the start of the controller: 1 is the first, and each restart adds one",
};

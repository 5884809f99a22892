const NAMES = [
    "ink",
    "soft",
    "line",
    "faint",
    "card",
    "accent",
    "fail",
    "pass",
    "boot",
    "ready",
    "lost",
    "frozen",
    "call",
    "write",
    "step",
    "msg",
    "phase",
    "fault",
    "on",
] as const;

export type Palette = Readonly<Record<(typeof NAMES)[number], string>>;

/** Colours of the page's style. */
export function readPalette(): Palette {
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Palette;
}

export const FONT = 'system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif';

/** How a span is filled. */
export interface Fill {
    readonly color: keyof Palette;
    readonly ink: keyof Palette;
    /** Direction of the hatching; 0 for none. */
    readonly hatch: 0 | 1 | -1 | 2;
}

const fill = (color: keyof Palette, ink: keyof Palette, hatch: Fill["hatch"] = 0): Fill => ({ color, ink, hatch });

export const STATES: Readonly<Record<string, Fill>> = {
    missing: fill("msg", "soft", 2),
    created: fill("boot", "ink"),
    booting: fill("boot", "ink"),
    ready: fill("ready", "on"),
    frozen: fill("frozen", "frozen", 2),
    failed: fill("lost", "fail", -1),
    lost: fill("lost", "fail", 1),
    deleting: fill("msg", "soft", -1),
    terminating: fill("msg", "soft", 1),
};

export const FILLS = {
    phase: fill("phase", "ink"),
    failedPhase: fill("phase", "fail"),
    passedPhase: fill("phase", "pass"),
    fault: fill("fault", "ink"),
    call: fill("call", "on"),
    bad: fill("lost", "fail", 1),
    write: fill("write", "on"),
    step: fill("step", "on"),
    other: fill("msg", "ink"),
};

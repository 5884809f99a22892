/** State of the page in the fragment of its address, so that a finding can be passed on. */
export interface LinkState {
    /** Instant in ticks. */
    readonly t: string;
    /** Selected event: run and number. */
    readonly e: string;
    readonly run: string;
    readonly scale: string;
    readonly tab: string;
    /** Messages shown. */
    readonly m: string;
    /** Second run of a served page. */
    readonly c: string;
    /** Visible part in ticks. */
    readonly z: string;
    /** Search. */
    readonly q: string;
    readonly kind: string;
    readonly subject: string;
    /** Keep-alives shown. */
    readonly k: string;
}

const DELAY_MS = 150;

export class Link {
    private readonly stopped = new AbortController();
    private timer = 0;
    private last = "";

    constructor(private readonly apply: (state: Partial<LinkState>) => void) {
        addEventListener("hashchange", () => location.hash !== this.last && this.read(), { signal: this.stopped.signal });
    }

    stop(): void {
        clearTimeout(this.timer);
        this.stopped.abort();
    }

    read(): void {
        this.last = location.hash;
        if (location.hash.length > 1) {
            this.apply(Object.fromEntries(new URLSearchParams(location.hash.slice(1))));
        }
    }

    /** Writes the state after a short time without changes. */
    write(state: () => LinkState): void {
        clearTimeout(this.timer);
        this.timer = window.setTimeout(() => {
            const used = Object.entries(state()).filter(([, value]) => value !== "");
            this.last = `#${new URLSearchParams(used)}`;
            history.replaceState(null, "", this.last);
        }, DELAY_MS);
    }
}

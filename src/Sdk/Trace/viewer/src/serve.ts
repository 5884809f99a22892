import { parseObject } from "./bytes";
import { TraceDecoder } from "./decode";
import type { Differences } from "./format";
import { createPacer } from "./load";
import { Run } from "./run";

const TOKEN = "scalewright-token";

declare global {
    interface Window {
        /** Defined by the page of a server only. */
        sendRequest(path: string, options: RequestInit): Promise<globalThis.Response>;
    }
}

/** Response of the server to a request: its result, or what is wrong. */
export type Response<T> = { readonly result: T } | { readonly problems: readonly string[] };

/** Server that sent this page. It requires the token of its address. */
export class PageServer {
    constructor(
        /** What the stream contains: `trace` or `watch`. */
        readonly content: string,
        private readonly token: string,
    ) {}

    /** Opens the stream of the trace file. It ends with the server only. */
    async openStream(): Promise<ReadableStreamDefaultReader<Uint8Array>> {
        const response = await window.sendRequest("/stream", { headers: this.headers, cache: "no-store" });
        if (!response.ok || !response.body) {
            throw new Error((await readProblems(response)).join(" "));
        }
        return response.body.getReader();
    }

    async post<T extends object>(path: string, body: object): Promise<Response<T>> {
        try {
            const response = await window.sendRequest(path, {
                method: "POST",
                headers: { ...this.headers, "Content-Type": "application/json" },
                body: JSON.stringify(body),
            });
            if (!response.ok) {
                return { problems: await readProblems(response) };
            }
            const result = parseObject<T>(await response.text());
            return result ? { result } : { problems: ["The server sent a result that is not valid."] };
        } catch {
            return { problems: ["The server does not respond. Start it again."] };
        }
    }

    private get headers(): Record<string, string> {
        return { Authorization: `Bearer ${this.token}` };
    }
}

/** Server of this page; null for a page that contains its trace. */
export function findServer(): PageServer | null {
    const content = document.querySelector<HTMLMetaElement>("meta[name=scalewright-server]")?.content;
    return content === undefined ? null : new PageServer(content, takeToken());
}

/** Command that serves a page from a file, so that its test can run with other faults; empty for other pages. */
export function findServeCommand(run: Run): string {
    const { test, replay } = run.info;
    if (!test || !replay || location.protocol !== "file:" || !document.getElementById("trace")) {
        return "";
    }
    const name = decodeURIComponent(location.pathname.split("/").at(-1) ?? "");
    const file = /^[\w.+@-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
    return `scalewright trace serve ${file} --tests bin/Debug/net10.0/TESTS.dll`;
}

/** Run that the server added. */
export interface AddedRun {
    readonly run: number;
    readonly replay: string;
    readonly outcome: string;
}

/** Trace of a served page. Its first run is compared with one of the others, to which the server adds runs. */
export class ServedTrace {
    /** Second run of the page; 0 when there is no other. */
    chosen = 0;
    onChoice: (differences: Differences | null) => void = () => undefined;
    private readonly decoder = new TraceDecoder();
    private readonly runs: Run[] = [];
    private readonly differences = new Map<number, Differences>();
    private reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
    private reading: Promise<void> = Promise.resolve();

    constructor(private readonly server: PageServer) {}

    get problem(): string {
        return this.decoder.problem;
    }

    /** Runs that the first one can be compared with. */
    get others(): number[] {
        return this.decoder.runs.flatMap(({ info, end }, i) =>
            i > 0 && ((info.role === "passing" && i === 1) || (info.role === "changed" && end)) ? [i] : [],
        );
    }

    get changed(): number[] {
        return this.others.filter((i) => this.decoder.runs[i].info.role === "changed");
    }

    runAt(index: number): Run {
        return (this.runs[index] ??= new Run(this.decoder.runs[index], index === 0 ? "failing" : "passing"));
    }

    /** Reads what the server has. */
    async load(onProgress: (decoder: TraceDecoder) => void): Promise<boolean> {
        const state = await this.server.post<{ bytes: number }>("/state", {});
        if ("problems" in state) {
            this.decoder.problem = state.problems.join(" ").replace(/\.$/, "");
            return false;
        }
        try {
            this.reader = await this.server.openStream();
            let left = state.result.bytes;
            await readBlocks(this.reader, this.decoder, () => left > 0, onProgress, (count) => (left -= count));
            while (this.decoder.next());
        } catch (error) {
            this.decoder.problem ||= String(error);
        }
        return this.decoder.runs.length > 0;
    }

    /** Runs the test with a replay string. */
    async run(replay: string): Promise<Response<AddedRun>> {
        const added = await this.server.post<AddedRun>("/runs", { replay });
        if ("problems" in added) {
            return added;
        }
        const index = added.result.run;
        try {
            await this.readUntil(index);
        } catch {
            this.decoder.problem ||= "the server stopped";
        }
        return this.decoder.runs[index]?.end ? added : { problems: [`The run cannot be read: ${this.problem}.`] };
    }

    /** Shows a run as the second one. */
    async choose(index: number): Promise<void> {
        this.chosen = this.others.includes(index) ? index : (this.others[0] ?? 0);
        if (this.chosen > 0 && !this.differences.has(this.chosen)) {
            const found = await this.server.post<Differences>("/differences", { run: this.chosen });
            if ("result" in found) {
                this.differences.set(this.chosen, found.result);
            }
        }
        this.onChoice(this.differences.get(this.chosen) ?? null);
    }

    /** Reads until a run is complete; one reader at a time. */
    private readUntil(index: number): Promise<void> {
        this.reading = this.reading.then(() =>
            this.reader ? readBlocks(this.reader, this.decoder, () => !this.decoder.runs[index]?.end, () => undefined) : undefined,
        );
        return this.reading;
    }
}

/** Decodes blocks of a stream while a condition holds. */
export async function readBlocks(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    decoder: TraceDecoder,
    isWanted: () => boolean,
    onProgress: (decoder: TraceDecoder) => void,
    onRead: (byteCount: number) => void = () => undefined,
): Promise<void> {
    const pace = createPacer();
    while (isWanted() && !decoder.problem) {
        if (!decoder.next()) {
            const { done, value } = await reader.read();
            if (done) {
                return;
            }
            decoder.push(value);
            onRead(value.length);
            continue;
        }
        const waiting = pace();
        if (waiting) {
            onProgress(decoder);
            await waiting;
        }
    }
}

async function readProblems(response: globalThis.Response): Promise<readonly string[]> {
    const body = parseObject<{ problems?: readonly string[] }>(await response.text());
    return body?.problems ?? [`The server refused the request with status ${response.status}.`];
}

/** Token of the address, which then loses it. It is kept for a reload of the page. */
function takeToken(): string {
    const token = new URLSearchParams(location.hash.slice(1)).get("token");
    if (token === null) {
        return sessionStorage.getItem(TOKEN) ?? "";
    }
    sessionStorage.setItem(TOKEN, token);
    history.replaceState(null, "", location.pathname);
    return token;
}

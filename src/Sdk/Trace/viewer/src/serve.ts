import { parseObject } from "./bytes";
import { TraceDecoder } from "./decode";
import { createPacer } from "./load";

const TOKEN = "scalewright-token";

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
        const response = await fetch("/stream", { headers: this.headers, cache: "no-store" });
        if (!response.ok || !response.body) {
            throw new Error((await readProblems(response)).join(" "));
        }
        return response.body.getReader();
    }

    async post<T extends object>(path: string, body: object): Promise<Response<T>> {
        try {
            const response = await fetch(path, {
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

/** Reads the stream until its first run is complete. */
export async function loadServed(server: PageServer, onProgress: (decoder: TraceDecoder) => void): Promise<TraceDecoder> {
    const decoder = new TraceDecoder();
    try {
        const reader = await server.openStream();
        await readBlocks(reader, decoder, () => !decoder.runs[0]?.end, onProgress);
    } catch (error) {
        decoder.problem ||= error instanceof Error ? error.message : String(error);
    }
    return decoder;
}

/** Decodes blocks of a stream while a condition holds. */
export async function readBlocks(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    decoder: TraceDecoder,
    isWanted: () => boolean,
    onProgress: (decoder: TraceDecoder) => void,
): Promise<void> {
    const pace = createPacer();
    while (isWanted() && !decoder.problem) {
        if (!decoder.next()) {
            const { done, value } = await reader.read();
            if (done) {
                return;
            }
            decoder.push(value);
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

import { TraceDecoder } from "./decode";

const SLICE_MS = 24;

/** Time between slices, so that the page can paint and take input. */
export const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** Yields to the page when the last slice took long enough. */
export function createPacer(): () => Promise<void> | undefined {
    let last = performance.now();
    return () => {
        if (performance.now() - last < SLICE_MS) {
            return undefined;
        }
        return pause().then(() => {
            last = performance.now();
        });
    };
}

/** Inflates and decodes the trace in slices. `onProgress` is called between slices. */
export async function loadTrace(base64: string, onProgress: (decoder: TraceDecoder) => void): Promise<TraceDecoder> {
    const decoder = new TraceDecoder();
    const pace = createPacer();
    const reader = decodeBase64(base64).pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    try {
        for (;;) {
            const { done, value } = await reader.read();
            if (done) {
                break;
            }
            decoder.push(value);
            while (decoder.next()) {
                const waiting = pace();
                if (waiting) {
                    onProgress(decoder);
                    await waiting;
                }
            }
        }
    } catch {
        decoder.problem ||= "its compressed data is damaged";
    }
    decoder.finish();
    return decoder;
}

function decodeBase64(text: string): ReadableStream<Uint8Array<ArrayBuffer>> {
    const plain = text.replace(/\s+/g, "");
    const size = 1 << 20;
    let offset = 0;
    return new ReadableStream({
        pull(controller) {
            const binary = atob(plain.slice(offset, offset + size));
            offset += size;
            const bytes = new Uint8Array(binary.length);
            for (let i = 0; i < binary.length; i++) {
                bytes[i] = binary.charCodeAt(i);
            }
            controller.enqueue(bytes);
            if (offset >= plain.length) {
                controller.close();
            }
        },
    });
}

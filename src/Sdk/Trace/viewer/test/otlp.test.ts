import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import root from "@opentelemetry/otlp-transformer/build/src/generated/root";

interface MessageType {
    fromObject(value: unknown): object;
    toObject(message: object, options: object): object;
    encode(message: object): { finish(): Uint8Array };
    decode(bytes: Uint8Array): object;
}
interface Collector {
    trace: { v1: { ExportTraceServiceRequest: MessageType } };
    logs: { v1: { ExportLogsServiceRequest: MessageType } };
}
const { collector } = (root as unknown as { opentelemetry: { proto: { collector: Collector } } }).opentelemetry.proto;

// `scalewright trace --format otlp` as tests/Core keeps it. JSON of the protocol has IDs in hexadecimal digits; the library reads base64.
const lines = readFileSync(join(process.env["VIEWER_GOLDEN"]!, "otlp.jsonl"), "utf8").trimEnd().split("\n");
const IDS = /"(traceId|spanId|parentSpanId)":"([^"]*)"/g;
const toBase64 = (line: string) => line.replace(IDS, (_, name, id) => `"${name}":"${Buffer.from(id, "hex").toString("base64")}"`);
const toHex = (line: string) => line.replace(IDS, (_, name, id) => `"${name}":"${Buffer.from(id, "base64").toString("hex")}"`);

test("the official library of OpenTelemetry reads every field of the exported traces and log records", () => {
    assert.ok(lines.some((line) => line.startsWith('{"resourceSpans"')));
    assert.ok(lines.some((line) => line.startsWith('{"resourceLogs"')));
    for (const line of lines) {
        const type = line.startsWith('{"resourceLogs"') ? collector.logs.v1.ExportLogsServiceRequest : collector.trace.v1.ExportTraceServiceRequest;
        const bytes = type.encode(type.fromObject(JSON.parse(toBase64(line)))).finish();
        // A field that the protocol does not have is lost on the way to its bytes.
        const read = type.toObject(type.decode(bytes), { longs: String, bytes: String, json: true });
        assert.deepEqual(JSON.parse(toHex(JSON.stringify(read))), JSON.parse(line));
    }
});

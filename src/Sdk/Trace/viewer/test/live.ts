import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Kind, SubjectKind } from "../src/format";
import { encodeFile, RunWriter } from "./encode";

export const TOKEN = "0123456789abcdef";

/** Live run of a cluster that grows while it is served. */
export class LiveRun {
    readonly nodes: number[] = [];
    readonly names: string[] = [];
    private writer!: RunWriter;
    private started = 0;
    private controller = 0;
    private run = 0;
    private readonly logs = new Map<number, number>();

    constructor(
        private readonly groupCount: number,
        private readonly groupSize: number,
        private readonly nameOf: (group: number, node: number) => string = (group, node) => `g${group + 1}-${node + 1}`,
        private readonly groupOf: (group: number) => string = (group) => `g${group + 1}`,
    ) {
        this.restart();
    }

    /** Starts another run with the same nodes. `age` is its age in milliseconds. */
    restart(age = 1_000, note = "the watch started"): void {
        this.started = Date.now() - age;
        this.writer = new RunWriter({ version: 1, test: "shop on processes", role: "live", epoch: new Date(this.started).toISOString(), product: "0.1.0" });
        this.logs.clear();
        this.nodes.length = 0;
        this.names.length = 0;
        this.run = this.writer.subject(SubjectKind.Run, "shop");
        this.controller = this.writer.subject(SubjectKind.Controller, "controller");
        this.writer.add({ kind: Kind.Note, subject: this.run, at: 0, message: note });
        for (let group = 0; group < this.groupCount; group++) {
            const parent = this.writer.subject(SubjectKind.Group, this.groupOf(group));
            for (let node = 0; node < this.groupSize; node++) {
                const name = this.nameOf(group, node);
                this.names.push(name);
                this.nodes.push(this.writer.subject(SubjectKind.Node, name, parent));
                this.writer.add({ kind: Kind.NodeState, subject: this.nodes.at(-1)!, at: 1_000, message: "ready" });
            }
        }
    }

    get now(): number {
        return (Date.now() - this.started) * 1e4;
    }

    state(node: number, state: string, at = this.now): void {
        this.writer.add({ kind: Kind.NodeState, subject: this.nodes[node], at, message: state });
    }

    log(node: number, message: string, at = this.now): void {
        let subject = this.logs.get(node);
        if (subject === undefined) {
            this.logs.set(node, (subject = this.writer.subject(SubjectKind.Log, this.names[node], this.nodes[node])));
        }
        this.writer.add({ kind: Kind.Log, subject, at, message });
    }

    note(message: string): void {
        this.writer.add({ kind: Kind.Note, subject: this.run, at: this.now, message });
    }

    decision(message: string, details: string, domain = "web"): void {
        this.domains.set(domain, this.domains.get(domain) ?? this.writer.subject(SubjectKind.Domain, domain));
        this.writer.add({ kind: Kind.Decision, subject: this.domains.get(domain)!, at: this.now, message, details });
    }

    private readonly domains = new Map<string, number>();

    step(message: string): number {
        return this.writer.add({ kind: Kind.Step, subject: this.controller, at: this.now, message });
    }

    end(step: number, result = ""): number {
        this.writer.events[step] = { ...this.writer.events[step], end: this.now, result };
        return step;
    }

    take(ended: readonly number[] = []): Uint8Array {
        return this.writer.encodePart(ended);
    }
}

/** Server of the page, as the tool has it. */
export class LiveServer {
    readonly posts: { path: string; body: unknown }[] = [];
    respond: (path: string, body: { yes?: boolean }) => [number, object] = () => [404, { problems: ["not served"] }];
    private readonly pieces: Uint8Array[] = [encodeFile([])];
    private readonly streams = new Set<ServerResponse>();
    private readonly server = createServer((request, response) => void this.handle(request, response));

    constructor(
        private readonly template: string,
        private readonly content: string,
    ) {}

    async start(port = 0): Promise<string> {
        await new Promise<void>((resolve) => this.server.listen(port, "127.0.0.1", resolve));
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/#token=${TOKEN}`;
    }

    append(bytes: Uint8Array): void {
        this.pieces.push(bytes);
        this.streams.forEach((stream) => stream.write(bytes));
    }

    /** Ends the open streams. */
    disconnect(): void {
        this.streams.forEach((stream) => stream.destroy());
        this.streams.clear();
    }

    async stop(): Promise<void> {
        this.disconnect();
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
    }

    private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
        if (request.url === "/") {
            response.setHeader("Content-Type", "text/html; charset=utf-8");
            response.end(
                this.template
                    .replace("default-src 'none';", "default-src 'none'; connect-src 'self';")
                    .replace("<title><!--title-->", `<script>window.sendRequest = (path, options) => fetch(path, options);</script><meta name="scalewright-server" content="${this.content}"><title>shop`)
                    .replace("<!--trace-->", ""),
            );
        } else if (request.headers.authorization !== `Bearer ${TOKEN}`) {
            response.statusCode = 401;
            response.end(JSON.stringify({ problems: ["The token is missing or wrong; open the address that the command printed."] }));
        } else if (request.url === "/stream") {
            response.setHeader("Content-Type", "application/octet-stream");
            response.on("close", () => this.streams.delete(response));
            this.pieces.forEach((piece) => response.write(piece));
            this.streams.add(response);
        } else {
            const chunks: Buffer[] = [];
            for await (const chunk of request) {
                chunks.push(chunk as Buffer);
            }
            const body = JSON.parse(Buffer.concat(chunks).toString()) as { yes?: boolean };
            this.posts.push({ path: request.url!, body });
            const [status, result] = this.respond(request.url!, body);
            response.statusCode = status;
            response.setHeader("Content-Type", "application/json");
            response.end(JSON.stringify(result));
        }
    }
}

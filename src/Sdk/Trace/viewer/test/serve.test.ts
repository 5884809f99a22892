import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { Kind, type Differences } from "../src/format";
import { isTime } from "../src/replay";
import { encodeFile } from "./encode";
import { PageRecord } from "./record";
import { createSample, HOSTILE, PLAIN, type Names } from "./sample";

const TOKEN = "0123456789abcdef0123456789abcdef";
const folder = process.env["VIEWER_FOLDER"]!;
const pictures = process.env["VIEWER_PICTURES"];
const axe = readFileSync(process.env["VIEWER_AXE"]!, "utf8");
const page = readFileSync(join(folder, "viewer.html"), "utf8")
    .replace("default-src 'none';", "default-src 'none'; connect-src 'self';")
    .replace("<title><!--title-->", '<script>window.sendRequest = (path, options) => fetch(path, options);</script><meta name="scalewright-server" content="trace">\n<title>Shop')
    .replace("<!--trace-->", "");
const WIDE = { width: 1400, height: 900 };
const PATHS = ["/", "/stream", "/state", "/differences", "/runs"];
const NARROW = { width: 390, height: 844 };

let browser: Browser;

before(async () => {
    const { chromium } = (await import(process.env["VIEWER_PLAYWRIGHT"]!)) as typeof import("playwright-core");
    browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
});

after(() => browser.close());

/** Server as `scalewright trace serve` is one. Its runs take as long as a test wants. */
class FakeServer {
    readonly replays: string[] = [];
    /** Ends the run under way. */
    finish: () => void = () => undefined;
    isWaiting = false;
    problem = "";
    address = "";
    private readonly streams = new Set<ServerResponse>();
    private readonly sent: Uint8Array[] = [];
    private count: number;
    private readonly server: Server;

    constructor(
        private readonly names: Names,
        runs = 2,
    ) {
        const sample = createSample(names);
        this.sent.push(encodeFile(runs === 1 ? [sample.failing.encode()] : [sample.failing.encode(), sample.passing.encode()]));
        this.count = runs;
        this.server = createServer((request, response) => void this.handle(request, response));
    }

    async start(): Promise<void> {
        await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
        this.address = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
    }

    stop(): void {
        this.server.closeAllConnections();
        this.server.close();
    }

    private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
        if (request.url === "/") {
            response.setHeader("Content-Type", "text/html; charset=utf-8");
            response.end(page);
            return;
        }
        if (request.url === "/favicon.ico") {
            // Requested by the browser where a test bypasses the policy of the page.
            response.writeHead(204).end();
            return;
        }
        if (request.headers.authorization !== `Bearer ${TOKEN}`) {
            this.send(response, 401, { problems: ["The token is missing or wrong."] });
            return;
        }
        if (request.url === "/stream") {
            this.streams.add(response);
            // In pieces that do not end where blocks end.
            for (const bytes of this.sent) {
                for (let i = 0; i < bytes.length; i += 1000) {
                    response.write(bytes.subarray(i, i + 1000));
                }
            }
            return;
        }
        let body = "";
        for await (const chunk of request) {
            body += String(chunk);
        }
        await this.answer(request.url ?? "", JSON.parse(body) as { replay?: string; run?: number }, response);
    }

    private async answer(path: string, body: { replay?: string; run?: number }, response: ServerResponse): Promise<void> {
        switch (path) {
            case "/state":
                this.send(response, 200, { bytes: this.sent.reduce((sum, bytes) => sum + bytes.length, 0), timeoutSeconds: 300 });
                break;
            case "/differences":
                this.send(response, 200, this.compare(body.run ?? 0));
                break;
            default:
                this.replays.push(body.replay ?? "");
                if (this.isWaiting) {
                    await new Promise<void>((resolve) => (this.finish = resolve));
                }
                if (this.problem !== "") {
                    this.send(response, 422, { problems: [this.problem] });
                    return;
                }
                this.add(body.replay ?? "");
                this.send(response, 200, { run: this.count - 1, replay: body.replay, outcome: "passed" });
        }
    }

    /** As the tool compares runs: without the times of their events. */
    private compare(run: number): Differences {
        const { differences } = createSample(this.names);
        const isMoved = this.replays[run - 2]?.startsWith("27:16@");
        return { ...differences, nearest: `run ${run}`, fault: isMoved ? null : (differences.fault ?? null) };
    }

    private add(replay: string): void {
        const sample = createSample(this.names);
        const moved = /^27:16@(\d\d):(\d\d):(\d\d)$/.exec(replay);
        if (moved) {
            const [hours, minutes, seconds] = moved.slice(1).map(Number);
            const fault = sample.failing.events.find((event) => event.kind === Kind.Fault)!;
            const at = (hours! * 3600 + minutes! * 60 + seconds!) * 1e7;
            sample.passing.add({ ...fault, at, end: at });
        }
        const { info } = sample.passing as unknown as { info: object };
        Object.assign(sample.passing, {
            info: { ...info, replay, role: "changed", command: `SCALEWRIGHT_REPLAY='${replay}' dotnet test` },
            end: { outcome: "passed", at: 6_308_100_000, step: 140 },
        });
        const bytes = sample.passing.encode();
        this.sent.push(bytes);
        this.count++;
        this.streams.forEach((stream) => stream.write(bytes));
    }

    private send(response: ServerResponse, status: number, body: object): void {
        response.writeHead(status, { "Content-Type": "application/json" });
        response.end(JSON.stringify(body));
    }
}

async function open(
    names: Names,
    options: BrowserContextOptions & { runs?: number },
    use: (page: Page, server: FakeServer) => Promise<void>,
    expectedErrors = /^$/,
): Promise<void> {
    const server = new FakeServer(names, options.runs);
    await server.start();
    const context = await browser.newContext(options);
    const opened = await context.newPage();
    const record = new PageRecord(opened);
    try {
        await opened.goto(`${server.address}#token=${TOKEN}`);
        await opened.waitForFunction(() => performance.getEntriesByName("painted").length > 0);
        await use(opened, server);
        record.check(server.address, PATHS, expectedErrors);
    } finally {
        await context.close();
        server.stop();
    }
}

const picture = async (opened: Page, name: string) => {
    if (pictures) {
        await opened.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
    }
};

const replayString = (opened: Page) => opened.locator(".change .command code").first().innerText();

test("a served page shows the runs of the stream, and loses the token of its address", async () => {
    await open(PLAIN, { viewport: WIDE }, async (opened) => {
        assert.match(await opened.locator("#summary").innerText(), /web-3 does not answer.*Nearest run that passes: run 1/s);
        await opened.waitForTimeout(250);
        assert.ok(!opened.url().includes(TOKEN));
        await opened.reload();
        await opened.locator("#summary .pill").waitFor();
        assert.equal(await opened.locator(".hint").count(), 0);
    });
});

test("a request to another address and an error are found", async () => {
    const use = (script: string) =>
        open(PLAIN, { bypassCSP: true }, async (opened) => {
            await opened.evaluate(script);
        });
    await assert.rejects(use('fetch("/font.woff2").catch(() => undefined)'), /requests to other addresses/);
    await assert.rejects(use('new Image().src = "http://127.0.0.2:9/a.png"; new Promise((resolve) => setTimeout(resolve, 200))'), /requests to other addresses/);
    await assert.rejects(use('console.error("x is wrong")'), /x is wrong/);
});

test("a wrong token is reported", async () => {
    const server = new FakeServer(PLAIN);
    await server.start();
    const context = await browser.newContext();
    const opened = await context.newPage();
    const record = new PageRecord(opened);
    await opened.goto(`${server.address}#token=wrong`);
    await opened.locator("#loading", { hasText: "The trace cannot be read: The token is missing or wrong." }).waitFor();
    record.check(server.address, PATHS, /status of 401/);
    await context.close();
    server.stop();
});

test("a fault is moved, another is added, and the new run is compared with the failing one", async () => {
    await open(PLAIN, { viewport: WIDE }, async (opened, server) => {
        server.isWaiting = true;
        await opened.getByRole("tab", { name: "Change" }).click();
        assert.equal(await replayString(opened), "27:16");
        await opened.getByLabel("Time of fault 16").fill("00:02:10");
        await opened.getByLabel("Fault", { exact: true }).selectOption("freeze");
        await opened.getByLabel("Host", { exact: true }).selectOption("web-2");
        await opened.getByLabel("Duration; permanent if empty").fill("30s");
        await opened.getByRole("button", { name: "Add at 02:17.73" }).click();
        assert.equal(await replayString(opened), "27:16@00:02:10,+freeze(web-2,duration=30s)@00:02:17.73");
        await picture(opened, "change");
        await opened.getByRole("button", { name: "Run", exact: true }).click();
        await opened.locator(".change [role=status]", { hasText: "Running 27:16@00:02:10,+freeze" }).waitFor();
        assert.ok(await opened.getByRole("button", { name: "Run", exact: true }).isDisabled());
        server.finish();
        await opened.locator(".change [role=status]", { hasText: "passed. It is the second run of the timeline." }).waitFor();
        assert.deepEqual(server.replays, ["27:16@00:02:10,+freeze(web-2,duration=30s)@00:02:17.73"]);
        assert.equal(await opened.locator("#versus option:checked").innerText(), `${server.replays[0]} passed`);
        assert.match(await opened.locator("#summary").innerText(), /Changed run: run 2/);
        assert.match(await opened.locator(".change").innerText(), /SCALEWRIGHT_REPLAY='27:16@00:02:10,\+freeze\(web-2,duration=30s\)@00:02:17.73' dotnet test/);
        await picture(opened, "changed");
        await opened.getByRole("tab", { name: "Compare" }).click();
        await opened.locator("#pane").getByText("First difference").waitFor();
        await opened.locator("#versus").selectOption("1");
        await opened.locator("#summary", { hasText: "Nearest run that passes: run 1" }).waitFor();
    });
});

test("a moved fault is the first difference of the changed run, and the summary says so", async () => {
    await open(PLAIN, { viewport: WIDE }, async (opened) => {
        for (const [time, sentence, first] of [
            ["00:06:00", /At 02:17\.73, fault 16, loss of node web-3, is moved from 02:17\.73 to 06:00 in the changed run\./, /Failing: loss of node web-3 \(moved to 06:00\)/],
            ["00:01:02", /At 01:02, fault 16, loss of node web-3, is moved from 02:17\.73 to 01:02 in the changed run\./, /Changed: loss of node web-3 \(moved from 02:17\.73\)/],
            ["01:06:00", /is moved from 02:17\.73 to 01:06:00 in the changed run\./, /Failing: loss of node web-3 \(moved to 01:06:00\)/],
        ] as const) {
            await opened.getByRole("tab", { name: "Change" }).click();
            await opened.getByLabel("Time of fault 16").fill(time);
            await opened.getByRole("button", { name: "Run", exact: true }).click();
            await opened.locator(".change [aria-current]", { hasText: time }).waitFor();
            assert.match(await opened.locator(".differences").innerText(), sentence);
            await picture(opened, "moved");
            await opened.getByRole("tab", { name: "Compare" }).click();
            await opened.getByRole("button", { name: "Show the first difference" }).click();
            assert.match(await opened.locator(".event b").innerText(), /loss of node web-3/);
            await opened.getByRole("tab", { name: "Compare" }).click();
            assert.match(await opened.locator(".list .first + .row").innerText(), first);
        }
    });
});

test("lengths and times of faults are shown as elsewhere, and their fields have times that are accepted", async () => {
    await open(PLAIN, { viewport: WIDE }, async (opened) => {
        await opened.getByRole("tab", { name: "Change" }).click();
        await opened.getByText("faults that the recorded run lacks").click();
        const text = await opened.locator(".change").innerText();
        assert.match(text, /all links are changed for 5\.32 s: jitter 0 µs to 200 ms, 3\.674% of packets are lost/);
        assert.match(text, /fault 3 · 00:01\.467/);
        assert.match(text, /fault 16 · 02:17\.73/);
        assert.doesNotMatch(text, /\d\d:\d\d:\d\d/);
        for (const input of await opened.locator(".change input[type=text]").all()) {
            const value = await input.inputValue();
            assert.ok(value === "" || value === "27" || isTime(value), value);
        }
        assert.equal(await opened.getByLabel("Time of fault 3").inputValue(), "00:00:01.467");
    });
});

test("faults are left out and taken back, and a wrong time or seed cannot run", async () => {
    await open(PLAIN, { viewport: WIDE }, async (opened) => {
        await opened.getByRole("tab", { name: "Change" }).click();
        await opened.getByRole("checkbox").first().uncheck();
        assert.equal(await replayString(opened), "27:none");
        await opened.getByText("faults that the recorded run lacks").click();
        await opened.locator(".change details input[type=checkbox]").nth(1).check();
        assert.match(await replayString(opened), /^27:\d+$/);
        await opened.locator(".change details input[type=text]").nth(1).fill("soon");
        await opened.getByText("'soon' is not a time since the start").waitFor();
        assert.ok(await opened.getByRole("button", { name: "Run", exact: true }).isDisabled());
        await opened.getByLabel("Seed").fill("28");
        assert.equal(await replayString(opened), "28");
        assert.ok(await opened.getByRole("button", { name: "Run", exact: true }).isEnabled());
        await opened.getByLabel("Seed").fill("2x");
        assert.ok(await opened.getByRole("button", { name: "Run", exact: true }).isDisabled());
        await opened.getByLabel("Seed").fill("27");
        await opened.getByRole("button", { name: /^Add at/ }).click();
        await opened.getByRole("button", { name: "Remove crash(web-1)" }).click();
        assert.equal(await opened.getByRole("button", { name: /^Remove/ }).count(), 0);
    });
});

test("problems are shown, also of a server that stopped", async () => {
    await open(
        PLAIN,
        { viewport: WIDE },
        async (opened, server) => {
            server.problem = "The test has no recorded run: it does not build.";
            await opened.getByRole("tab", { name: "Change" }).click();
            await opened.getByRole("button", { name: "Run", exact: true }).click();
            await opened.getByRole("alert").getByText(server.problem).waitFor();
            await picture(opened, "change-problem");
            server.stop();
            await opened.getByRole("button", { name: "Run", exact: true }).click();
            await opened.getByRole("alert").getByText("The server does not respond. Start it again.").waitFor();
        },
        /Failed to load resource|ERR_CONNECTION/,
    );
});

test("a trace of one run is compared with its first changed run, by the keyboard", async () => {
    await open(PLAIN, { viewport: WIDE, runs: 1 }, async (opened, server) => {
        assert.ok(await opened.locator("#tab-compare").isHidden());
        await opened.getByRole("tab", { name: "Instant" }).focus();
        await opened.keyboard.press("ArrowLeft");
        await opened.locator("#tab-change[aria-selected=true]").waitFor();
        await opened.getByLabel("Time of fault 16").focus();
        await opened.keyboard.press("Control+A");
        await opened.keyboard.type("1m");
        await opened.getByRole("button", { name: "Run", exact: true }).focus();
        await opened.keyboard.press("Enter");
        await opened.locator("#tab-compare").waitFor();
        await opened.locator(".change [aria-current]:focus").waitFor();
        assert.deepEqual(server.replays, ["27:16@1m"]);
        assert.ok(await opened.locator("#versus").isHidden());
    });
});

test("names of a trace cannot inject anything, and nodes that a replay string cannot name are not offered", async () => {
    await open(HOSTILE, { viewport: WIDE }, async (opened) => {
        await opened.getByRole("tab", { name: "Change" }).click();
        await opened.getByRole("button", { name: "Run", exact: true }).click();
        await opened.locator(".change [role=status]", { hasText: "second run" }).waitFor();
        assert.equal(await opened.evaluate(() => (window as { attacked?: number }).attacked), undefined);
        assert.deepEqual(await opened.getByLabel("Host", { exact: true }).locator("option").allInnerTexts(), ["web-1"]);
    });
});

for (const [name, options] of [
    ["light", { viewport: WIDE }],
    ["dark", { viewport: WIDE, colorScheme: "dark" }],
    ["narrow", { viewport: NARROW }],
    ["narrow-dark", { viewport: NARROW, colorScheme: "dark" }],
] as [string, BrowserContextOptions][]) {
    test(`the tab Change is accessible and fits: ${name}`, async () => {
        await open(PLAIN, { ...options, bypassCSP: true }, async (opened) => {
            await opened.getByRole("tab", { name: "Change" }).click();
            await opened.getByLabel("Fault", { exact: true }).selectOption("slow");
            await opened.getByRole("button", { name: /^Add at/ }).click();
            await opened.getByText("faults that the recorded run lacks").click();
            await opened.getByRole("button", { name: "Run", exact: true }).click();
            await opened.locator(".change [aria-current]").waitFor();
            await picture(opened, `change-${name}`);
            assert.equal(await opened.evaluate(() => document.documentElement.scrollWidth), options.viewport!.width);
            await opened.evaluate(axe);
            const found = await opened.evaluate(async () => {
                const { violations } = await (window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run();
                return violations.map((one) => `${one.id}: ${one.nodes[0]!.html}`);
            });
            assert.deepEqual(found, []);
        });
    });
}

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { encodeFile, fillPage, RunWriter } from "./encode";
import { createLarge } from "./large";
import { createSample, HOSTILE, PLAIN } from "./sample";

const folder = process.env["VIEWER_FOLDER"]!;
const pictures = process.env["VIEWER_PICTURES"];
const axe = readFileSync(process.env["VIEWER_AXE"]!, "utf8");
const template = readFileSync(join(folder, "viewer.html"), "utf8");
const WIDE = { width: 1280, height: 1080 };
const NARROW = { width: 390, height: 844 };

let browser: Browser;

before(async () => {
    const { chromium } = (await import(process.env["VIEWER_PLAYWRIGHT"]!)) as typeof import("playwright-core");
    browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
});

after(() => browser.close());

function write(name: string, html: string): string {
    const path = join(folder, name);
    writeFileSync(path, html);
    return pathToFileURL(path).href;
}

const sample = createSample(PLAIN);
const plain = write(
    "plain.html",
    fillPage(template, "Failed: ShopTests.Shop_survives, seed 27 – Scalewright trace", sample.file, sample.differences),
);

interface Opened {
    readonly page: Page;
    readonly requests: string[];
    readonly errors: string[];
}

/** Opens a page and checks at its end that it asked for nothing else and had no error. */
async function open(address: string, options: BrowserContextOptions, use: (opened: Opened) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ offline: true, ...options });
    const page = await context.newPage();
    const opened: Opened = { page, requests: [], errors: [] };
    page.on("request", (request) => opened.requests.push(request.url()));
    page.on("pageerror", (error) => opened.errors.push(String(error)));
    page.on("console", (message) => message.type() === "error" && opened.errors.push(message.text()));
    try {
        await page.goto(address);
        await page.waitForFunction(() => performance.getEntriesByName("painted").length > 0);
        await use(opened);
        assert.deepEqual(opened.errors.slice(0, 3), []);
        assert.deepEqual(
            opened.requests.map((url) => url.split("#")[0]),
            [address.split("#")[0]],
        );
    } finally {
        await context.close();
    }
}

const picture = async (page: Page, name: string) => {
    if (pictures) {
        await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
    }
};

/** State in the fragment of the address. */
async function state(page: Page): Promise<Record<string, string>> {
    await page.waitForTimeout(250);
    return Object.fromEntries(new URLSearchParams(new URL(page.url()).hash.slice(1)));
}

const pane = (page: Page) => page.locator("#pane").innerText();

async function canvasBox(page: Page) {
    return (await page.locator("#canvas").boundingBox())!;
}

test("the header says what failed and how to replay it", async () => {
    await open(plain, { viewport: WIDE }, async ({ page }) => {
        const text = await page.locator("#summary").innerText();
        for (const part of [
            "Failed",
            "ShopTests.Shop_survives",
            "web-3 does not answer",
            "00:10:30.8100000",
            "297",
            "ShopTests.cs:24",
            "SCALEWRIGHT_SEED=27:16",
            "Faults needed to reproduce: 1 of 8",
            "Without this fault, the seed passes.",
            "7 faults removed by shrinking",
            "27:none",
            "Change its faults and run it again: scalewright trace serve plain.html --tests",
            "for 8 min 13 s, the program made no call",
        ]) {
            assert.ok(text.includes(part), `${part} is missing in ${text}`);
        }
        assert.equal(await page.title(), "Failed: ShopTests.Shop_survives, seed 27 – Scalewright trace");
        assert.equal(await page.locator("details").getAttribute("open"), null);
        await page.getByRole("button", { name: "Copy" }).click();
        await page.getByRole("button", { name: "Copied" }).waitFor();
    });
});

test("the differences are in order of time", async () => {
    const { effect = null, done = null } = sample.differences;
    const swapped = { ...sample.differences, effect: done, done: effect };
    await open(write("swapped.html", fillPage(template, "Failed", sample.file, swapped)), { viewport: WIDE }, async ({ page }) => {
        assert.match(await page.locator(".differences").innerText(), /was lost.*made no call.*the program saw it.*did something else/s);
    });
});

test("dragging pans and the wheel zooms", async () => {
    await open(plain, { viewport: WIDE }, async ({ page }) => {
        const box = await canvasBox(page);
        const [x, y] = [box.x + 420, box.y + 90];
        await page.mouse.move(x, y);
        await page.mouse.wheel(0, -600);
        const zoomed = (await state(page))["z"]!.split("~").map(Number);
        assert.ok(zoomed[1]! - zoomed[0]! < 6_308_112_000);
        await page.mouse.down();
        await page.mouse.move(x - 200, y, { steps: 5 });
        await page.mouse.up();
        const moved = (await state(page))["z"]!.split("~").map(Number);
        assert.ok(moved[0]! > zoomed[0]! && moved[1]! > zoomed[1]!);
        await page.keyboard.press("0");
        assert.equal((await state(page))["z"], undefined);
        await page.keyboard.press("+");
        assert.notEqual((await state(page))["z"], undefined);
        await page.keyboard.press("-");
        await page.keyboard.press("-");
        assert.equal((await state(page))["z"], undefined);
        await page.mouse.move(box.x + 420, box.y + box.height - 20);
        await page.mouse.wheel(0, -900);
        await page.mouse.down();
        await page.mouse.up();
        const centred = (await state(page))["z"];
        assert.notEqual(centred, undefined);
    });
});

test("the instant can be dragged, and the table follows", async () => {
    await open(plain, { viewport: WIDE }, async ({ page }) => {
        assert.equal((await state(page))["t"], "1377300000");
        assert.match(await pane(page), /web-3\s+lost\s+ready/);
        const box = await canvasBox(page);
        await page.mouse.move(box.x + 300, box.y + 25);
        await page.mouse.down();
        await page.mouse.move(box.x + 200, box.y + 25, { steps: 4 });
        await page.mouse.up();
        const now = await state(page);
        assert.ok(Number(now["t"]) < 100_000_000);
        assert.equal(now["e"], undefined);
        assert.match(await pane(page), /web-3\s+not created\s+not created/);
        await page.keyboard.press("ArrowRight");
        assert.notEqual((await state(page))["e"], undefined);
    });
});

test("the chain of the failure is shown, and its events are selected", async () => {
    await open(plain, { viewport: WIDE }, async ({ page }) => {
        await page.getByRole("button", { name: "Why did it fail?" }).click();
        assert.equal((await state(page))["tab"], "why");
        const texts = await page.locator(".why > li > button").allInnerTexts();
        assert.deepEqual(texts, [
            "check: web-3 does not answer",
            "run hostname on web-3: node 'web-3' is Missing [SW6006]",
            "list: web-1 Ready, web-2 Ready",
            "web-3: lost",
            "loss of node web-3",
        ]);
        await page.locator(".why button", { hasText: "web-3: lost" }).click();
        assert.equal((await state(page))["t"], "1377300000");
        assert.equal(await page.locator(".why > li").count(), 5, "the chain stays");
        assert.match(await pane(page), /The chain ends at a fault of the schedule: seed 27, fault 16\./);
    });
});

test("steps and generations are explained by titles", async () => {
    const writer = new RunWriter({ version: 1, test: "A.B", seed: "1", role: "failing" }, { outcome: "failed", at: 90, step: 9 });
    const run = writer.subject(0, "run");
    const controllers = [1, 2].map((generation) => writer.subject(2, "controller", -1, generation));
    writer.add({ kind: 0, subject: run, at: 0, end: 90, step: 1, message: "check", result: "x" });
    controllers.forEach((subject, i) => writer.add({ kind: 8, subject, at: 10 + i * 10, end: 15 + i * 10, step: 2 + i, message: "create node web-1" }));
    await open(write("titles.html", fillPage(template, "Failed", encodeFile([writer.encode()]), null)), { viewport: WIDE }, async ({ page }) => {
        const step = /scheduler ran the event/;
        const generation = /number of the start of the controller/i;
        assert.match((await page.locator(".facts li", { hasText: "Step" }).getAttribute("title")) ?? "", step);
        assert.match((await page.locator("td", { hasText: "generation 2" }).getAttribute("title")) ?? "", generation);
        await page.keyboard.press("ArrowLeft");
        assert.match((await page.locator(".when .step").getAttribute("title")) ?? "", step);
        await page.getByRole("tab", { name: "Why" }).click();
        assert.match((await page.locator(".why small.mono", { hasText: "step" }).first().getAttribute("title")) ?? "", step);
    });
});

test("a click on the timeline selects the node's state", async () => {
    await open(plain, { viewport: WIDE }, async ({ page }) => {
        const box = await canvasBox(page);
        await page.mouse.click(box.x + box.width * 0.45, box.y + box.height - 40 - 26 - 62 * 0.75);
        assert.notEqual((await state(page))["t"], "1377300000");
        assert.match(await page.locator(".event b").innerText(), /web-3: (booting|ready)/);
    });
});

test("the comparison shows the first difference", async () => {
    await open(plain, { viewport: WIDE }, async ({ page }) => {
        await page.getByRole("tab", { name: "Compare" }).click();
        await page.locator(".list .first").waitFor();
        const text = await pane(page);
        assert.match(text, /equal events/);
        assert.match(text, /First difference/);
        assert.match(text, /Failing: \s*loss of node web-3/);
        await page.locator(".list .row.failing").first().click();
        assert.equal((await state(page))["t"], "1377300000");
        await page.locator(".list").press("ArrowDown");
        assert.equal((await state(page))["tab"], "compare");
    });
});

test("events are searched and filtered", async () => {
    await open(plain, { viewport: WIDE }, async ({ page }) => {
        await page.keyboard.press("/");
        await page.locator("#search:focus").waitFor();
        await page.keyboard.type("create node");
        await page.locator("#pane .note", { hasText: "14 events" }).waitFor();
        await page.getByLabel("Kind").selectOption({ label: "Effects" });
        await page.locator("#pane .note", { hasText: "6 events" }).waitFor();
        await page.keyboard.press("Tab");
        await page.locator(".list .row").first().click();
        const now = await state(page);
        assert.equal(now["tab"], "events");
        assert.equal(now["q"], "create node");
        await page.locator("#search").fill("no such thing");
        await page.locator("#pane .note", { hasText: "No event matches." }).waitFor();
    });
});

test("runs, scales and messages are chosen", async () => {
    await open(plain, { viewport: WIDE }, async ({ page }) => {
        await page.getByRole("button", { name: "Passing", exact: true }).click();
        await page.getByRole("button", { name: "Time", exact: true }).click();
        await page.keyboard.press("m");
        const now = await state(page);
        assert.deepEqual([now["run"], now["scale"], now["m"]], ["passing", "time", "1"]);
        assert.equal(await page.locator("#messages").getAttribute("aria-pressed"), "true");
        await picture(page, "time");
        await page.getByRole("button", { name: "Both", exact: true }).click();
        await page.getByRole("button", { name: "Events", exact: true }).click();
        assert.equal((await state(page))["scale"], "events");
    });
});

test("the fragment restores the state", async () => {
    await open(
        `${plain}#t=306580000&e=0.49&run=failing&scale=time&tab=why&z=300000000~320000000&m=1`,
        { viewport: WIDE },
        async ({ page }) => {
            const now = await state(page);
            assert.deepEqual(
                [now["t"], now["e"], now["run"], now["scale"], now["tab"], now["m"]],
                ["306580000", "0.49", "failing", "time", "why", "1"],
            );
            const [from, to] = now["z"]!.split("~").map(Number);
            assert.ok(Math.abs(from! - 300_000_000) < 10 && Math.abs(to! - 320_000_000) < 10);
            await page.evaluate(() => (location.hash = "#tab=events&q=loss"));
            await page.locator("#pane .note", { hasText: "1 event" }).waitFor();
        },
    );
});

test("a bad fragment is harmless", async () => {
    await open(
        `${plain}#t=NaN&e=9.9999999&run=x&scale=<img>&tab=..&z=5~-1&kind=99&subject=nobody`,
        { viewport: WIDE },
        async ({ page }) => {
            assert.equal(await page.locator("h1").innerText(), "ShopTests.Shop_survives");
        },
    );
});

for (const [name, viewport] of [
    ["wide", WIDE],
    ["narrow", NARROW],
] as const) {
    for (const colorScheme of ["light", "dark"] as const) {
        test(`no serious finding of axe: ${name}, ${colorScheme}`, async () => {
            await open(plain, { viewport, colorScheme, bypassCSP: true, hasTouch: name === "narrow" }, async ({ page }) => {
                await page.evaluate(axe);
                for (const tab of ["Instant", "Why", "Compare", "Events"]) {
                    await page.getByRole("tab", { name: tab }).click();
                    await page.waitForTimeout(60);
                    await picture(page, `${name}-${colorScheme}-${tab.toLowerCase()}`);
                    const found = await page.evaluate(async () => {
                        const result = await (
                            window as unknown as {
                                axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
                            }
                        ).axe.run();
                        return result.violations.map((one) => `${one.impact} ${one.id}: ${one.nodes[0]!.html}`);
                    });
                    assert.deepEqual(found, [], `${tab} has findings`);
                    const width = await page.evaluate(() => document.documentElement.scrollWidth);
                    assert.ok(width <= viewport.width, `${tab} is ${width} pixels wide`);
                }
            });
        });
    }
}

test("a narrow page has the panel below the timeline", async () => {
    await open(plain, { viewport: NARROW, hasTouch: true, isMobile: true }, async ({ page }) => {
        const canvas = await canvasBox(page);
        const panel = (await page.locator("#tabs").boundingBox())!;
        assert.ok(panel.y > canvas.y + canvas.height);
        await page.locator("#canvas").scrollIntoViewIfNeeded();
        const shown = await canvasBox(page);
        await page.touchscreen.tap(shown.x + 200, shown.y + 25);
        assert.notEqual((await state(page))["t"], "1377300000");
    });
});

test("hostile names stay text", async () => {
    const hostile = createSample(HOSTILE);
    const address = write("hostile.html", fillPage(template, HOSTILE.test, hostile.file, hostile.differences));
    for (const viewport of [WIDE, NARROW]) {
        await open(address, { viewport }, async ({ page }) => {
            assert.equal(await page.locator("h1").innerText(), HOSTILE.test);
            for (const tab of ["Why", "Compare", "Events", "Instant"]) {
                await page.getByRole("tab", { name: tab }).click();
                await page.waitForTimeout(60);
            }
            await page.keyboard.press("m");
            await page.waitForTimeout(60);
            assert.equal(await page.locator("img").count(), 0);
            assert.equal((await page.locator("body").innerText()).includes("\u202e"), false, "a name must not turn the text around");
            assert.equal(await page.evaluate(() => (window as unknown as { attacked?: number }).attacked), undefined);
            const width = await page.evaluate(() => document.documentElement.scrollWidth);
            assert.ok(width <= viewport.width);
            await picture(page, `hostile-${viewport.width}`);
        });
    }
});

test("a run without an end was stopped, and a cut file says so", async () => {
    const writer = new RunWriter({ version: 1, test: "LiveTests.A", role: "whole" });
    const subject = writer.subject(0, "run");
    writer.add({ kind: 0, subject, at: 0, message: "under faults" });
    const file = encodeFile([writer.encode()]);
    const address = write("stopped.html", fillPage(template, "Stopped", new Uint8Array([...file, 4, 200]), null));
    await open(address, { viewport: NARROW }, async ({ page }) => {
        const text = await page.locator("main").innerText();
        assert.match(text, /Stopped/);
        assert.match(text, /its process was killed/);
        assert.match(text, /ends in the middle of a block/);
        assert.equal(await page.locator("#tab-compare").isVisible(), false);
        await picture(page, "stopped");
    });
});

test("a run alone says what is known of it", async () => {
    const lone = fillPage(template, "Failed", encodeFile([createSample(PLAIN).failing.encode()]), { nearest: null, tried: 16 });
    await open(write("alone.html", lone), { viewport: WIDE }, async ({ page }) => {
        assert.match(
            await page.locator("#summary").innerText(),
            /No run that passes was found nearby: 16 runs without one fault fail too\./,
        );
        assert.equal(await page.getByRole("button", { name: "Show the first difference" }).count(), 0);
        assert.equal(await page.locator("#runs").isVisible(), false);
        assert.equal((await state(page))["t"], "6308100000", "the instant is that of the failure");
        await picture(page, "alone");
    });
    const live = new RunWriter({ version: 1, test: "A cluster", role: "live" }, { outcome: "stopped" });
    const controller = live.subject(2, "a", -1, 1);
    live.add({ kind: 8, subject: controller, at: -5e7, end: 0, message: "create web-1" });
    live.add({ kind: 4, subject: controller, at: -3e7, end: -1e7, message: "create node web-1", parent: 0 });
    await open(write("live.html", fillPage(template, "Live", encodeFile([live.encode()]), null)), { viewport: WIDE }, async ({ page }) => {
        await page.getByRole("tab", { name: "Why" }).click();
        await page.locator("#pane .note", { hasText: "This run was recorded without causes: only enclosing calls are known." }).waitFor();
        assert.match(await pane(page), /create node web-1\s+-00:03\s+effect of\s+create web-1/);
        await page.getByRole("button", { name: "Time", exact: true }).click();
        await picture(page, "live");
    });
});

test("a page without a trace or with a damaged one says so", async () => {
    for (const [name, html] of [
        ["empty.html", template],
        ["damaged.html", template.replace("<!--trace-->", '<script type="application/octet-stream" id="trace">AAAA</script>')],
    ] as const) {
        const context = await browser.newContext();
        const page = await context.newPage();
        await page.goto(write(name, html));
        await page.locator("#loading", { hasText: /contains no trace|cannot be read/ }).waitFor();
        await context.close();
    }
});

test("the page prints in light colours", async () => {
    await open(plain, { viewport: WIDE, colorScheme: "dark" }, async ({ page }) => {
        const pdf = await page.pdf({ format: "A4", ...(pictures ? { path: join(pictures, "print.pdf") } : {}) });
        assert.ok(pdf.length > 20_000);
        await page.getByRole("button", { name: "Light" }).click();
        assert.equal(await page.evaluate(() => document.documentElement.dataset["theme"]), "light");
        await page.getByRole("button", { name: "Dark" }).click();
        assert.equal(await page.evaluate(() => document.documentElement.dataset["theme"]), "dark");
    });
});

for (const count of [100_000, 1_000_000]) {
    test(`${count.toLocaleString("en")} events`, async () => {
        const file = createLarge(count);
        const html = fillPage(template, "Failed: BigTests.Many_events", file, null);
        const address = write(`large-${count}.html`, html);
        console.log(`file ${(file.length / count).toFixed(1)} B per event, page ${(html.length / 1e6).toFixed(1)} MB`);
        await open(address, { viewport: WIDE }, async ({ page }) => {
            const painted = await mark(page, "painted");
            console.log(`decoded after ${(await mark(page, "decoded")).toFixed(0)} ms, painted after ${painted.toFixed(0)} ms`);
            if (count === 100_000) {
                await open(plain, { viewport: WIDE }, async (other) => {
                    const small = await mark(other.page, "painted");
                    assert.ok(painted < 8 * small, `painted after ${painted} ms; a small page is painted after ${small} ms`);
                });
            }
            assert.match(
                await page.locator("#banners").innerText(),
                /1,204,332 messages were not recorded: the limit is 2,000,000 events\./,
            );
            await picture(page, `large-${count}`);
            const idle = await measureIdle(page);
            const frames = await measureFrames(page);
            console.log(
                `frames while panning and zooming: median ${frames.median.toFixed(1)} ms, 95 % ${frames.high.toFixed(1)} ms, worst ${frames.worst.toFixed(1)} ms`,
            );
            assert.ok(frames.median < 8 * idle, `the median is ${frames.median} ms; frames without changes take ${idle} ms`);
            await page.getByRole("tab", { name: "Events" }).click();
            await page.locator("#pane .note", { hasText: `${count.toLocaleString("en")} events` }).waitFor();
            const start = Date.now();
            await page.locator("#search").fill("run job 17");
            await page.locator("#pane .note", { hasText: /^\d?,?\d{3} events$/ }).waitFor();
            console.log(`search after ${Date.now() - start} ms`);
            assert.ok((await page.locator(".list .row").count()) < 60);
            await page.locator(".list").press("End");
            await picture(page, `large-${count}-zoomed`);
        });
    });
}

/** Milliseconds from the start of the navigation to a mark of the page. */
const mark = (page: Page, name: string): Promise<number> => page.evaluate((name) => performance.getEntriesByName(name)[0]!.startTime, name);

/** Median time between frames while nothing changes: what this machine needs at least. */
const measureIdle = (page: Page): Promise<number> =>
    page.evaluate(async () => {
        const frames: number[] = [];
        let last = await new Promise<number>(requestAnimationFrame);
        for (let i = 0; i < 31; i++) {
            const now = await new Promise<number>(requestAnimationFrame);
            frames.push(now - last);
            last = now;
        }
        return frames.sort((a, b) => a - b)[15]!;
    });

/** Time between frames while the pointer pans and the wheel zooms. */
async function measureFrames(page: Page) {
    const box = await canvasBox(page);
    return page.evaluate(
        async ({ x, y }) => {
            const canvas = document.getElementById("canvas")!;
            const frames: number[] = [];
            const send = (type: string, at: number) =>
                canvas.dispatchEvent(
                    new PointerEvent(type, { clientX: at, clientY: y, pointerId: 1, button: 0, bubbles: true, pointerType: "mouse" }),
                );
            canvas.setPointerCapture = () => undefined;
            let last = await new Promise<number>(requestAnimationFrame);
            for (let round = 0; round < 6; round++) {
                for (let i = 0; i < 8; i++) {
                    canvas.dispatchEvent(
                        new WheelEvent("wheel", { clientX: x, clientY: y, deltaY: round < 3 ? -120 : 120, cancelable: true }),
                    );
                    const now = await new Promise<number>(requestAnimationFrame);
                    frames.push(now - last);
                    last = now;
                }
                send("pointerdown", x);
                for (let i = 0; i < 12; i++) {
                    send("pointermove", x - i * 15);
                    const now = await new Promise<number>(requestAnimationFrame);
                    frames.push(now - last);
                    last = now;
                }
                send("pointerup", x - 180);
            }
            frames.sort((a, b) => a - b);
            return { median: frames[frames.length >> 1]!, high: frames[Math.floor(frames.length * 0.95)]!, worst: frames.at(-1)! };
        },
        { x: box.x + 500, y: box.y + 100 },
    );
}

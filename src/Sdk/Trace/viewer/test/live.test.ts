import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { PageRecord } from "./record";
import { LiveRun, LiveServer } from "./live";

const folder = process.env["VIEWER_FOLDER"]!;
const pictures = process.env["VIEWER_PICTURES"];
const axe = readFileSync(process.env["VIEWER_AXE"]!, "utf8");
const template = readFileSync(join(folder, "viewer.html"), "utf8");
const WIDE = { width: 1400, height: 900 };
const NARROW = { width: 390, height: 844 };
const PATHS = ["/", "/stream", "/scale", "/repair"];
const HOSTILE = '"><img src=x onerror=alert(1)>';
const SLOW = { timeout: 20_000 };

let browser: Browser;

before(async () => {
    const { chromium } = (await import(process.env["VIEWER_PLAYWRIGHT"]!)) as typeof import("playwright-core");
    browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
});

after(() => browser.close());

interface Opened {
    readonly page: Page;
    readonly server: LiveServer;
    readonly run: LiveRun;
}

async function open(
    run: LiveRun,
    content: string,
    options: BrowserContextOptions,
    use: (opened: Opened) => Promise<void>,
    expectedErrors?: RegExp,
): Promise<void> {
    const server = new LiveServer(template, content);
    const address = await server.start();
    server.append(run.take());
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const record = new PageRecord(page);
    try {
        await page.goto(address);
        await page.waitForFunction(() => performance.getEntriesByName("painted").length > 0);
        await use({ page, server, run });
        record.check(address, PATHS, expectedErrors);
    } finally {
        await context.close();
        await server.stop();
    }
}

const picture = async (page: Page, name: string) => {
    if (pictures) {
        await page.screenshot({ path: join(pictures, `${name}.png`) });
    }
};

/** Time in which 90 % of the frames are shown. */
const measureFrames = (page: Page, length: number): Promise<number> =>
    page.evaluate(
        (left) =>
            new Promise<number>((resolve) => {
                const times: number[] = [];
                const start = performance.now();
                let last = start;
                const next = (now: number) => {
                    times.push(now - last);
                    last = now;
                    if (now - start < left) {
                        requestAnimationFrame(next);
                    } else {
                        resolve(times.sort((a, b) => a - b)[Math.floor(times.length * 0.9)]);
                    }
                };
                requestAnimationFrame(next);
            }),
        length,
    );

/** Ten thousand nodes in fifty groups, with steps, decisions, and log lines. */
function createLarge(): LiveRun {
    const run = new LiveRun(50, 200, undefined, (group) => (group === 7 ? HOSTILE : `group-${group + 1}`));
    run.restart(3_600_000);
    for (let i = 0; i < 40_000; i++) {
        const at = 1e7 + i * 9e5;
        if (i % 4 === 0) {
            run.state((i * 7919) % 10_000, ["lost", "booting", "ready", "ready"][(i / 4) % 4], at);
        } else {
            run.log((i * 31) % 100, `${["INFO", "WARNING", "ERROR"][i % 3]} shop: request ${i % 1_000}`, at);
        }
    }
    return run;
}

test("groups, the plan, decisions and log lines appear without a reload", async () => {
    const run = new LiveRun(2, 3, (group, node) => (node === 2 ? `${HOSTILE}${group}` : `web-${group}-${node}`));
    await open(run, "watch", { viewport: WIDE }, async ({ page, server }) => {
        await page.getByText("6 of 6 nodes ready in 2 groups").waitFor(SLOW);
        run.state(0, "lost");
        const step = run.step("create node web-0-0");
        server.append(run.take());
        await page.getByText("5 of 6 nodes ready in 2 groups").waitFor(SLOW);
        await page.locator(".tile.bad", { hasText: "1 lost" }).waitFor(SLOW);
        await page.locator(".steps .open", { hasText: "create node web-0-0" }).waitFor(SLOW);
        server.append(run.take([run.end(step)]));
        await page.locator(".steps .done", { hasText: "create node web-0-0" }).waitFor(SLOW);

        await page.getByRole("tab", { name: "Decisions" }).click();
        await page.getByText("No decision yet.").waitFor(SLOW);
        run.decision("2 -> 3, applied; threshold", "size before = 2\n  load = 117");
        run.decision("3 -> 3, no change; cooldown", HOSTILE);
        server.append(run.take());
        const decisions = page.locator(".decision");
        await decisions.nth(1).waitFor(SLOW);
        assert.match(await decisions.first().innerText(), /3 -> 3/);
        assert.equal(await page.locator(".decision pre").last().isVisible(), false);
        await decisions.last().locator("summary").click();
        assert.equal(await page.locator(".decision pre").last().innerText(), "size before = 2\n  load = 117");

        await page.getByRole("tab", { name: "Log" }).click();
        run.log(1, "INFO shop: started");
        run.log(2, `ERROR shop: ${HOSTILE}`);
        server.append(run.take());
        await page.locator(".lines .error").waitFor(SLOW);
        await page.getByLabel("Level").selectOption("3");
        assert.equal(await page.locator(".lines .line").count(), 1);
        await page.getByLabel("Level").selectOption("0");
        await page.getByLabel("Node", { exact: true }).fill("web-0-1");
        assert.equal(await page.locator(".lines .line").count(), 1);
        await page.getByLabel("Node", { exact: true }).fill("");
        await page.getByLabel("Text", { exact: true }).fill("STARTED");
        assert.equal(await page.locator(".lines .line").count(), 1);
        await page.getByLabel("Text", { exact: true }).fill("");
        await page.getByRole("button", { name: "Pause" }).click();
        run.log(1, "INFO shop: second");
        server.append(run.take());
        await page.getByText("Paused: 1 new").waitFor(SLOW);
        assert.equal(await page.locator(".lines .line").count(), 2);
        await page.getByRole("button", { name: "Continue" }).click();
        assert.equal(await page.locator(".lines .line").count(), 3);
        assert.equal(await page.locator("#live form, #summary button").count(), 0, "a read-only page has no controls");
    });
});

test("the view follows the time until it is dragged", async () => {
    const run = new LiveRun(1, 3);
    run.restart(3_600_000);
    await open(run, "watch", { viewport: WIDE }, async ({ page }) => {
        const follow = page.getByRole("button", { name: "Follow" });
        assert.equal(await follow.isVisible(), false);
        const box = (await page.locator("#canvas").boundingBox())!;
        await page.mouse.move(box.x + 300, box.y + 80);
        await page.mouse.down();
        await page.mouse.move(box.x + 600, box.y + 80, { steps: 5 });
        await page.mouse.up();
        await follow.waitFor(SLOW);
        await follow.click();
        await follow.waitFor({ state: "hidden", ...SLOW });
        const before = await page.locator(".when time").innerText();
        await page.waitForFunction((text) => document.querySelector(".when time")?.textContent !== text, before, SLOW);
    });
});

test("ten thousand nodes stay smooth while they change", async () => {
    await open(createLarge(), "watch", { viewport: WIDE }, async ({ page, server, run }) => {
        await page.locator(".tile").nth(49).waitFor(SLOW);
        assert.equal(await page.locator(".tile").count(), 50);
        const idle = await measureFrames(page, 2_000);
        const frames = measureFrames(page, 5_000);
        for (let i = 0; i < 18; i++) {
            for (let j = 0; j < 60; j++) {
                run.state((i * 997 + j * 83) % 10_000, j % 2 === 0 ? "lost" : "ready");
                run.log(j, `INFO shop: request ${i}`);
            }
            server.append(run.take());
            await page.waitForTimeout(250);
        }
        const limit = Math.max(60, 2 * idle);
        const time = await frames;
        assert.ok(time <= limit, `90 % of the frames take up to ${time} ms, without changes ${idle} ms`);
        await picture(page, "live-wide");
        await page.getByRole("button", { name: "Show lanes of group-3", exact: true }).click();
        await page.getByRole("button", { name: "Hide lanes of group-3", exact: true }).waitFor(SLOW);
        await page.evaluate(() => document.getElementById("work")!.scrollIntoView());
        await picture(page, "live-lanes");
        assert.equal(await page.locator("img").count(), 0);
    });
});

test("a cell shows its node and selects it", async () => {
    const run = new LiveRun(2, 150);
    await open(run, "watch", { viewport: WIDE }, async ({ page }) => {
        const cells = page.locator(".cells").first();
        await cells.hover({ position: { x: 4, y: 4 } });
        assert.equal(await page.locator("#cell-tip").innerText(), "g1-1: ready");
        await cells.click({ position: { x: 4, y: 4 } });
        await page.locator(".event b", { hasText: "g1-1: ready" }).waitFor(SLOW);
        assert.equal(await page.getByRole("button", { name: "Follow" }).isVisible(), true);
        await cells.focus();
        await page.keyboard.press("ArrowRight");
        await page.keyboard.press("ArrowRight");
        assert.equal(await page.locator("#cell-tip").innerText(), "g1-3: ready");
        await page.keyboard.press("Enter");
        await page.locator(".event b", { hasText: "g1-3: ready" }).waitFor(SLOW);
    });
});

test("a lost connection is shown, and the page connects again", async () => {
    const run = new LiveRun(1, 3);
    await open(run, "watch", { viewport: WIDE }, async ({ page, server }) => {
        await page.getByText("3 of 3 nodes ready in 1 groups").or(page.getByText("3 of 3 nodes ready in 1 group")).first().waitFor(SLOW);
        server.disconnect();
        await page.getByText("Connection lost", { exact: true }).first().waitFor(SLOW);
        await page.getByText("Live", { exact: true }).first().waitFor(SLOW);
        run.state(1, "lost");
        server.append(run.take());
        await page.getByText("2 of 3 nodes ready").first().waitFor(SLOW);
        run.note("the cluster cannot be observed: no answer");
        server.append(run.take());
        await page.getByText("The cluster cannot be observed: no answer").waitFor(SLOW);
        run.note("the cluster is observed again");
        server.append(run.take());
        await page.getByText("The cluster cannot be observed").waitFor({ state: "detached", ...SLOW });
        run.restart(0, "earlier events are in earlier segments of the recording");
        server.append(run.take());
        await page.getByText("Earlier events were dropped").waitFor(SLOW);
        await page.getByText("3 of 3 nodes ready").first().waitFor(SLOW);
    }, /Failed to load resource|ERR_/);
});

test("changes are requested, and a removal is confirmed", async () => {
    await open(new LiveRun(1, 3), "watch changes", { viewport: WIDE }, async ({ page, server }) => {
        server.respond = (path, body) => {
            if (path === "/repair") {
                return [409, { problems: [`error: ${HOSTILE}`] }];
            }
            return [200, { confirm: body.yes ? "" : "2 nodes" }];
        };
        await page.getByLabel("Number of nodes of g1").fill("1");
        await page.getByRole("button", { name: "Scale" }).click();
        await page.getByText("Remove 2 nodes?").waitFor(SLOW);
        await page.getByRole("button", { name: "Cancel" }).click();
        assert.equal(await page.locator("#change").count(), 0);
        await page.getByRole("button", { name: "Scale" }).click();
        await page.getByRole("button", { name: "Remove" }).click();
        await page.locator("#change").waitFor({ state: "detached", ...SLOW });
        await page.getByRole("button", { name: "Repair: replace missing and failed nodes" }).click();
        await page.getByText(`error: ${HOSTILE}`).waitFor(SLOW);
        await page.getByRole("button", { name: "Close" }).click();
        assert.deepEqual(server.posts, [
            { path: "/scale", body: { group: "g1", count: 1 } },
            { path: "/scale", body: { group: "g1", count: 1 } },
            { path: "/scale", body: { group: "g1", count: 1, yes: true } },
            { path: "/repair", body: {} },
        ]);
    }, /status of 409/);
});

for (const [name, viewport, colorScheme] of [
    ["live-light", WIDE, "light"],
    ["live-dark", WIDE, "dark"],
    ["live-narrow", NARROW, "light"],
] as const) {
    test(`no serious finding of axe and no horizontal scroll: ${name}`, async () => {
        const run = new LiveRun(4, 40, (group, node) => `web${group}-${node}`);
        run.restart(600_000);
        for (let i = 0; i < 600; i++) {
            run.state((i * 37) % 160, ["lost", "booting", "ready", "ready", "failed", "ready", "deleting", "ready"][i % 8], i * 1e7);
            run.log(i % 9, `${["INFO", "WARNING", "ERROR"][i % 3]} shop: request ${i}`, i * 1e7);
        }
        run.decision("2 -> 3, applied; threshold", "size before = 2\n  load = 117");
        const step = run.step("create node web3-7");
        run.step("destroy node web1-2");
        run.end(step);
        await open(run, "watch changes", { viewport, colorScheme }, async ({ page }) => {
            for (const tab of ["Log", "Decisions", "Instant"]) {
                await page.getByRole("tab", { name: tab }).click();
                await page.waitForTimeout(400);
                await page.evaluate(axe);
                const found = await page.evaluate(async () => {
                    const result = await (
                        globalThis as unknown as {
                            axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
                        }
                    ).axe.run();
                    return result.violations
                        .filter((one) => one.impact === "serious" || one.impact === "critical")
                        .map((one) => `${one.id}: ${one.nodes[0].html}`);
                });
                assert.deepEqual(found, []);
                assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page is too wide");
                await picture(page, `${name}-${tab.toLowerCase()}`);
            }
        });
    });
}

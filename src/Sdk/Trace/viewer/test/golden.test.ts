import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { fillPage } from "./encode";
import { comparePicture, findDifferences } from "./golden";
import { createSample, PLAIN } from "./sample";

const folder = process.env["VIEWER_FOLDER"]!;
const WIDE = { width: 1280, height: 1040 };

let browser: Browser;
let address: string;

before(async () => {
    const { chromium } = (await import(process.env["VIEWER_PLAYWRIGHT"]!)) as typeof import("playwright-core");
    browser = await chromium.launch({
        executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
        args: ["--no-sandbox", "--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"],
    });
    const sample = createSample(PLAIN);
    const path = join(folder, "golden.html");
    writeFileSync(path, fillPage(readFileSync(join(folder, "viewer.html"), "utf8"), "Golden", sample.file, sample.differences));
    address = pathToFileURL(path).href;
});

after(() => browser.close());

const STATES: [name: string, options: BrowserContextOptions, act: (page: Page) => Promise<void>][] = [
    ["first-view", { viewport: WIDE }, async () => undefined],
    ["why", { viewport: WIDE }, (page) => page.getByRole("button", { name: "Why did it fail?" }).click()],
    ["compare", { viewport: WIDE }, (page) => page.getByRole("tab", { name: "Compare" }).click()],
    [
        "messages-zoomed",
        { viewport: WIDE },
        async (page) => {
            await page.getByRole("tab", { name: "Events" }).click();
            await page.locator("#search").fill("connect to web-2");
            await page.locator(".list .row", { hasText: "connect to web-2" }).first().click();
            await page.getByRole("button", { name: "Messages" }).click();
            for (let times = 0; times < 5; times++) {
                await page.keyboard.press("+");
            }
        },
    ],
    ["events-dark", { viewport: WIDE, colorScheme: "dark" }, (page) => page.getByRole("tab", { name: "Events" }).click()],
    ["narrow", { viewport: { width: 400, height: 1600 } }, async () => undefined],
];

for (const [name, options, act] of STATES) {
    test(`the page looks like its golden picture: ${name}`, async () => {
        const context = await browser.newContext({ offline: true, reducedMotion: "reduce", ...options });
        try {
            const page = await context.newPage();
            await page.goto(address);
            await page.waitForFunction(() => performance.getEntriesByName("painted").length > 0);
            await act(page);
            await page.mouse.move(1, 1);
            await page.waitForTimeout(400);
            await comparePicture(browser, page, name, (png) => {
                const pictures = process.env["VIEWER_PICTURES"] ?? join(folder, "..");
                mkdirSync(pictures, { recursive: true });
                writeFileSync(join(pictures, `differs-${name}.png`), png);
            });
        } finally {
            await context.close();
        }
    });
}

test("a picture with another colour, a missing part or another size differs from its golden picture", () => {
    const plain = `${"fff".repeat(80)}\n`.repeat(60);
    const block = plain.split("\n").map((line, row) => (row >= 20 && row < 26 ? `${line.slice(0, 30)}${"f70".repeat(6)}${line.slice(48)}` : line));
    assert.deepEqual(findDifferences(plain, plain.replaceAll("fff", "eef")), []);
    assert.equal(findDifferences(plain, block.join("\n")).length, 36);
    assert.deepEqual(findDifferences(plain, plain.slice(241)), ["the golden picture has 60 lines of 240, the page 59 of 240"]);
    assert.equal(findDifferences("", plain).length, 1);
});

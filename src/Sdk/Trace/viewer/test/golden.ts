import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";

const CELL = 16;

// Text that is laid out half a pixel further right changes a cell by one step of sixteen.
const STEP = 1;
const MAX_SHARE = 0.001;

/**
 * Compares a page with its golden picture: a text file with the mean colour of each square of 16 pixels as three
 * hexadecimal digits. `VIEWER_APPROVE=1` writes it. `report` receives the picture if it differs.
 */
export async function comparePicture(browser: Browser, page: Page, name: string, report: (png: Buffer) => void): Promise<void> {
    const png = await page.screenshot({ animations: "disabled", caret: "hide" });
    const actual = await reduce(browser, png);
    const path = join(process.env["VIEWER_GOLDEN"]!, `${name}.txt`);
    if (process.env["VIEWER_APPROVE"]) {
        writeFileSync(path, actual);
        return;
    }
    const expected = existsSync(path) ? readFileSync(path, "utf8") : "";
    const differing = findDifferences(expected, actual);
    if (differing.length > 0) {
        report(png);
    }
    assert.deepEqual(differing, [], `the page differs from ${name}.txt; look at it, and set VIEWER_APPROVE=1 if it is right`);
}

/** Squares that differ, if there are more than a thousandth of them; a sentence if the sizes differ. */
export function findDifferences(expected: string, actual: string): string[] {
    const [wanted, seen] = [expected, actual].map((text) => text.trimEnd().split("\n"));
    if (wanted!.length !== seen!.length || wanted![0]!.length !== seen![0]!.length) {
        return [`the golden picture has ${wanted!.length} lines of ${wanted![0]!.length}, the page ${seen!.length} of ${seen![0]!.length}`];
    }
    const differing: string[] = [];
    let count = 0;
    for (let row = 0; row < seen!.length; row++) {
        for (let at = 0; at < seen![row]!.length; at += 3) {
            const cell = (lines: string[]) => [...lines[row]!.slice(at, at + 3)].map((digit) => parseInt(digit, 16));
            const [first, second] = [cell(wanted!), cell(seen!)];
            count++;
            if (first.some((value, channel) => Math.abs(value - second[channel]!) > STEP)) {
                differing.push(`x ${(at / 3) * CELL}, y ${row * CELL}: ${wanted![row]!.slice(at, at + 3)} is ${seen![row]!.slice(at, at + 3)}`);
            }
        }
    }
    return differing.length > MAX_SHARE * count ? differing : [];
}

/** Decodes the picture in the browser, which needs no package for it. */
async function reduce(browser: Browser, png: Buffer): Promise<string> {
    const page = await browser.newPage();
    try {
        return await page.evaluate(
            async ([data, cell]) => {
                const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
                const [columns, rows] = [Math.floor(picture.width / cell), Math.floor(picture.height / cell)];
                const canvas = new OffscreenCanvas(picture.width, picture.height);
                const context = canvas.getContext("2d")!;
                context.drawImage(picture, 0, 0);
                let text = "";
                for (let row = 0; row < rows; row++) {
                    for (let column = 0; column < columns; column++) {
                        const { data: pixels } = context.getImageData(column * cell, row * cell, cell, cell);
                        const sums = [0, 0, 0];
                        pixels.forEach((value, index) => index % 4 < 3 && (sums[index % 4] += value));
                        text += sums.map((sum) => Math.floor(sum / (cell * cell) / 16).toString(16)).join("");
                    }
                    text += "\n";
                }
                return text;
            },
            [png.toString("base64"), CELL] as const,
        );
    } finally {
        await page.close();
    }
}

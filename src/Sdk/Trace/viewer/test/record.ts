import assert from "node:assert/strict";
import type { Page } from "playwright-core";

/** Errors and requests of a page. Create it before the page is opened. */
export class PageRecord {
    private readonly errors: string[] = [];
    private readonly requests: string[] = [];

    constructor(page: Page) {
        page.on("request", (request) => this.requests.push(request.url()));
        page.on("pageerror", (error) => this.errors.push(String(error)));
        page.on("console", (message) => message.type() === "error" && this.errors.push(message.text()));
    }

    /** Fails on a request to another address than those of a server, and on an error that is not expected. */
    check(address: string, paths: readonly string[], expectedErrors = /^$/): void {
        const known = new Set(paths.map((path) => new URL(path, address).href));
        const foreign = this.requests.map((url) => url.split("#")[0]!).filter((url) => !known.has(url));
        assert.deepEqual(foreign, [], "requests to other addresses");
        assert.ok(this.requests.length > 0);
        assert.deepEqual(this.errors.filter((error) => !expectedErrors.test(error)).slice(0, 3), []);
    }
}

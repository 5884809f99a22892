import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildPage } from "../build.mjs";

// Bundles the tests into a temporary folder and runs them on the page that the sources give.
const here = dirname(fileURLToPath(import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "trace-viewer-"));
try {
    await writeFile(join(folder, "viewer.html"), await buildPage());
    const tests = (await readdir(here)).filter((name) => name.endsWith(".test.ts") && (process.argv.length < 3 || process.argv.includes(name)));
    await build({
        entryPoints: tests.map((name) => join(here, name)),
        outdir: folder,
        outExtension: { ".js": ".mjs" },
        bundle: true,
        platform: "node",
        format: "esm",
        target: "node20",
        external: ["playwright-core"],
        logLevel: "warning",
    });
    const result = spawnSync(
        process.execPath,
        ["--test", "--test-reporter=spec", "--test-concurrency=1", ...tests.map((name) => join(folder, name.replace(".ts", ".mjs")))],
        {
            stdio: "inherit",
            env: {
                ...process.env,
                VIEWER_FOLDER: folder,
                VIEWER_GOLDEN: join(here, "golden"),
                VIEWER_PLAYWRIGHT: pathToFileURL(join(here, "../node_modules/playwright-core/index.mjs")).href,
                VIEWER_AXE: join(here, "../node_modules/axe-core/axe.min.js"),
            },
        },
    );
    process.exitCode = result.status ?? 1;
} finally {
    await rm(folder, { recursive: true, force: true });
}

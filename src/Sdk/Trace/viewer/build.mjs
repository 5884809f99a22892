import { build } from "esbuild";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

/** Builds the page: one file with its style and its script, and two markers for the writer. */
export async function buildPage() {
    const options = { bundle: true, minify: true, write: false, charset: "utf8", legalComments: "none", logLevel: "warning" };
    const script = await build({ ...options, entryPoints: [join(here, "src/main.ts")], format: "iife", target: "es2022" });
    const style = await build({ ...options, entryPoints: [join(here, "style.css")] });
    const page = await readFile(join(here, "page.html"), "utf8");
    const html = page
        .replace("/*style*/", () => style.outputFiles[0].text.trim())
        .replace("/*script*/", () => script.outputFiles[0].text.trim());
    for (const marker of ["<!--title-->", "<!--trace-->"]) {
        if (html.split(marker).length !== 2) {
            throw new Error(`The page must contain ${marker} once.`);
        }
    }
    return html;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const target = join(here, "../Page/viewer.html");
    await mkdir(dirname(target), { recursive: true });
    const html = await buildPage();
    await writeFile(target, html);
    console.log(`${html.length.toLocaleString("en")} characters`);
}

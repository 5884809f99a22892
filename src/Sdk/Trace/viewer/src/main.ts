import { App, TABS, type Mode } from "./app";
import { parseObject } from "./bytes";
import type { TraceDecoder } from "./decode";
import { ChangePanel, renderVersus } from "./change";
import { find } from "./dom";
import type { Differences } from "./format";
import { LiveView } from "./live";
import { loadTrace } from "./load";
import { Run } from "./run";
import { findServer, ServedTrace } from "./serve";
import { renderSummary } from "./summary";
import { formatNumber } from "./texts";
import { setUpTheme } from "./theme";

/** Reads the trace of the page and shows it. */
async function start(): Promise<void> {
    setUpTheme(() => undefined);
    const data = document.getElementById("trace");
    const server = findServer();
    if (!data && !server) {
        find("loading").textContent = "This page contains no trace.";
        return;
    }
    if (server?.content === "trace") {
        await startServed(new ServedTrace(server));
        return;
    }
    if (server) {
        await new LiveView(server).start(connectControls, (app) => connectKeys(app, shown.signal));
        return;
    }
    const decoder = await loadTrace(data?.textContent ?? "", showProgress);
    performance.mark("decoded");
    const [first, second] = decoder.runs;
    if (!first) {
        showUnreadable(decoder.problem);
        return;
    }
    const hasPassing = second?.info.role === "passing";
    const runs = [new Run(first, "failing"), ...(hasPassing ? [new Run(second, "passing")] : [])];
    show(new App(runs, readDifferences()), decoder.problem);
}

/** Shows the first run of a server beside one of the others, and another pair after each choice. */
async function startServed(served: ServedTrace): Promise<void> {
    if (!(await served.load(showProgress))) {
        showUnreadable(served.problem);
        return;
    }
    performance.mark("decoded");
    const blank = find("page").cloneNode(true);
    const change = new ChangePanel(served.runAt(0), served);
    let app: App | null = null;
    served.onChoice = (differences) => {
        const top = scrollY;
        if (app) {
            app.stop();
            shown.abort();
            find("page").replaceWith(blank.cloneNode(true));
            history.replaceState(null, "", `#${new URLSearchParams({ tab: app.tab, scale: app.view.scale.name, c: change.chosen })}`);
        }
        const runs = [0, ...(served.chosen > 0 ? [served.chosen] : [])].map((index) => served.runAt(index));
        app = new App(runs, differences, change);
        change.attach(app);
        renderVersus(served, app);
        show(app, served.problem);
        scrollTo(0, top);
    };
    const linked = new URLSearchParams(location.hash.slice(1)).get("c");
    await served.choose(linked === null ? 1 : Number(linked));
}

function showProgress(read: TraceDecoder): void {
    const count = read.runs.reduce((sum, run) => sum + run.events.count, 0);
    find("loading").textContent = `Reading the trace: ${formatNumber(count)} events`;
}

function showUnreadable(problem: string): void {
    find("loading").textContent = `The trace cannot be read: ${problem || "it contains no run"}.`;
}

/** Ends the listeners of the shown page. */
let shown = new AbortController();

function show(app: App, problem: string): void {
    shown = new AbortController();
    find("loading").hidden = true;
    find("page").hidden = false;
    renderSummary(app, problem);
    connectControls(app);
    connectKeys(app, shown.signal);
    setUpTheme(() => {
        app.resize();
        app.timeline.draw();
    });
    addEventListener("resize", () => app.resize(), { signal: shown.signal });
    app.start();
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("painted")));
}

const readDifferences = (): Differences | null => parseObject<Differences>(document.getElementById("differences")?.textContent ?? "");

function connectControls(app: App): void {
    const connect = (id: string, act: (value: string) => void) => {
        for (const one of find(id).querySelectorAll("button")) {
            one.addEventListener("click", () => act(one.dataset["value"] ?? ""));
        }
    };
    connect("runs", (value) => app.setMode(value as Mode));
    connect("scales", (value) => app.setScale(value as "events" | "time"));
    connect("tabs", (value) => app.setTab(TABS.find((tab) => tab === value) ?? "instant"));
    find("messages").addEventListener("click", () => app.setMessages(!app.messages));
    find("zoom-in").addEventListener("click", () => app.zoom(0.6));
    find("zoom-out").addEventListener("click", () => app.zoom(1.6));
    find("fit").addEventListener("click", () => app.fit());
    find("tabs").addEventListener("keydown", (event) => moveTab(app, event));
}

/** Arrow keys move between tabs, as in every list of tabs. */
function moveTab(app: App, event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) {
        return;
    }
    const usable = TABS.filter((tab) => !find(`tab-${tab}`).hidden);
    const next = usable[(usable.indexOf(app.tab) + step + usable.length) % usable.length];
    app.setTab(next);
    find(`tab-${next}`).focus();
    event.preventDefault();
    event.stopPropagation();
}

function connectKeys(app: App, signal: AbortSignal): void {
    const keys: Record<string, () => void> = {
        ArrowRight: () => app.step(1),
        ArrowLeft: () => app.step(-1),
        "+": () => app.zoom(0.7),
        "=": () => app.zoom(0.7),
        "-": () => app.zoom(1.4),
        "0": () => app.fit(),
        d: () => app.showFirstDifference(),
        w: () => (app.selected ? app.setTab("why") : app.showWhy()),
        m: () => app.setMessages(!app.messages),
        "/": () => {
            app.setTab("events");
            requestAnimationFrame(() => requestAnimationFrame(() => find("search").focus()));
        },
    };
    document.addEventListener("keydown", (event) => {
        const target = event.target as Element;
        const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
        if (!act || event.ctrlKey || event.metaKey || event.altKey || target.matches("input, select, textarea")) {
            return;
        }
        act();
        event.preventDefault();
    }, { signal });
}

void start();

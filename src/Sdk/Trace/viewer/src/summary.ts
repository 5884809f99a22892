import type { App } from "./app";
import type { MovedFault } from "./compare";
import { button, element, find } from "./dom";
import { isSpan, Kind, type Difference, type Differences, type ScheduledFault } from "./format";
import type { Run } from "./run";
import { findServeCommand } from "./serve";
import { formatCount, formatDurations, formatFrame, formatFull, formatNumber, formatTime, joinTexts, TITLES } from "./texts";

const MAX_EVENTS = 2_000_000;

/** Fills the parts above and below the timeline. */
export function renderSummary(app: App, problem: string): void {
    const run = app.runs[0];
    const cards = [createHead(run), createFaults(app), createDifferences(app)].filter((card) => card !== null);
    const summary = find("summary");
    summary.textContent = "";
    summary.append(...cards);
    summary.dataset["cards"] = String(cards.length);
    find("file").textContent = joinTexts([run.info.test ?? "", run.info.replay ?? ""], " ");
    renderBanners(app, problem);
    renderFooter(app);
    renderLegend(app);
    const single = app.runs.length < 2;
    find("runs").hidden = single;
    find("runs-label").hidden = single;
    find("key-runs").hidden = single;
    find("messages").hidden = !app.timeline.messages.hasMessages;
    find("tab-compare").hidden = single;
    find("tab-change").hidden = app.change === null;
    find("hint-messages").hidden = !app.timeline.messages.hasMessages;
    find("hint-difference").hidden = app.firstDifference === null;
}

function findOutcome(run: Run): [string, string] {
    if (!run.end) {
        return run.info.role === "live" ? ["Recording", "neutral"] : ["Stopped", "neutral"];
    }
    switch (run.end.outcome) {
        case "failed":
            return ["Failed", "bad"];
        case "passed":
            return ["Passed", "good"];
        default:
            return ["Stopped", "neutral"];
    }
}

function createHead(run: Run): HTMLElement {
    const [outcome, kind] = findOutcome(run);
    const card = element("div", `card head ${kind}`);
    card.append(element("span", `pill ${kind}`, outcome), createTitle(run.info.test ?? "Run"));
    const end = run.end;
    if (end?.message) {
        card.append(element("p", "reason", end.message));
    }
    const facts = element("ul", "facts");
    const add = (name: string, value: string | undefined, isCode = false) => {
        if (value !== undefined && value !== "") {
            const item = element("li");
            item.title = TITLES[name.toLowerCase()] ?? "";
            item.append(element("b", "", name), " ", element("span", isCode ? "mono" : "", value));
            facts.append(item);
        }
    };
    add("Seed", run.info.seed);
    add("Phase", end?.phase);
    add("At", end?.at === undefined ? undefined : formatFull(end.at), true);
    add("Step", end?.step ? String(end.step) : undefined);
    card.append(facts);
    if (end?.frames && end.frames.length > 0) {
        const frames = element("ul", "frames");
        frames.setAttribute("aria-label", "Source");
        for (const frame of new Set(end.frames.map(formatFrame))) {
            frames.append(element("li", "mono", frame));
        }
        card.append(element("h2", "", "Source"), frames);
    }
    if (run.info.command) {
        card.append(element("h2", "", "Replay this run"), createCommand(run.info.command));
    }
    const serve = findServeCommand(run);
    if (serve !== "") {
        const hint = element("p", "note hint", "Change its faults and run it again: ");
        hint.append(element("code", "", serve));
        card.append(hint);
    }
    return card;
}

/** Title that breaks after its dots and underscores. */
function createTitle(text: string): HTMLElement {
    const title = element("h1");
    for (const part of text.split(/(?<=[._])/)) {
        title.append(part, element("wbr"));
    }
    return title;
}

export function createCommand(command: string): HTMLElement {
    const box = element("div", "command");
    const code = element("code", "", command);
    code.tabIndex = 0;
    const copy = button("Copy", () => {
        void copyText(command, code).then(() => {
            copy.textContent = "Copied";
            find("status").textContent = "Copied";
            setTimeout(() => (copy.textContent = "Copy"), 1500);
        });
    });
    box.append(code, copy);
    return box;
}

async function copyText(text: string, shown: HTMLElement): Promise<void> {
    try {
        await navigator.clipboard.writeText(text);
    } catch {
        getSelection()?.selectAllChildren(shown);
        document.execCommand("copy");
    }
}

function createFaults(app: App): HTMLElement | null {
    const faults = app.runs[0].info.faults;
    if (!faults) {
        return null;
    }
    const kept = faults.kept ?? [];
    const removed = faults.removed ?? [];
    const card = element("div", "card");
    card.append(
        element("h2", "", `Faults needed to reproduce: ${formatNumber(kept.length)} of ${formatNumber(kept.length + removed.length)}`),
    );
    if (kept.length === 0) {
        card.append(element("p", "", "No fault is needed."));
    } else {
        const list = element("ul", "faults");
        kept.forEach((fault) => list.append(createFault(app, fault)));
        card.append(
            list,
            element(
                "p",
                "note",
                kept.length === 1 ? "Without this fault, the seed passes." : "Without any one of these faults, the seed passes.",
            ),
        );
    }
    if (removed.length > 0) {
        const details = element("details");
        details.append(element("summary", "", formatCount(removed.length, "fault removed by shrinking", "faults removed by shrinking")));
        const list = element("ol");
        for (const fault of removed) {
            const item = element("li", "", `${fault.at} ${formatDurations(fault.text)}`);
            item.value = fault.number;
            list.append(item);
        }
        details.append(list);
        card.append(details);
    }
    return card;
}

function createFault(app: App, fault: ScheduledFault): HTMLElement {
    const item = element("li");
    const event = findFault(app.runs[0], fault);
    const row = button("", () => {
        if (event >= 0) {
            app.select({ run: 0, event }, "instant");
            find("work").scrollIntoView({ block: "nearest" });
        }
    });
    row.className = "fault";
    row.disabled = event < 0;
    const mark = element("i");
    mark.setAttribute("aria-hidden", "true");
    const text = element("span", "", formatDurations(fault.text));
    text.append(element("small", "mono", `${fault.at} · ${fault.number < 0 ? "added fault" : `fault ${fault.number}`}`));
    row.append(mark, text);
    item.append(row);
    return item;
}

function findFault(run: Run, fault: ScheduledFault): number {
    let byText = -1;
    for (let i = 0; i < run.count; i++) {
        if (run.kind(i) === Kind.Fault) {
            if (run.details(i) === String(fault.number)) {
                return i;
            }
            byText = byText < 0 && run.message(i) === fault.text ? i : byText;
        }
    }
    return byText;
}

function createDifferences(app: App): HTMLElement | null {
    const { differences, runs } = app;
    if (!differences) {
        return null;
    }
    const card = element("div", "card differences");
    const hasPassing = runs.length > 1;
    if (hasPassing) {
        const heading = element("h2", "", runs[1].info.role === "changed" ? "Changed run: " : "Nearest run that passes: ");
        const replay = differences.nearest ?? runs[1].info.replay ?? "";
        heading.append(element("span", "mono", replay), describeReplay(replay));
        card.append(heading);
        if (runs[0].info.seed !== runs[1].info.seed) {
            card.append(
                element(
                    "p",
                    "note",
                    `This run has another seed (${runs[1].info.seed ?? ""}); only what the program saw and did is compared.`,
                ),
            );
        }
        addSentences(card, app, differences);
    } else {
        const tried = differences.tried ?? 0;
        const runsThatFail = formatCount(tried, "run without one fault fails too", "runs without one fault fail too");
        card.append(
            element("h2", "", "Nearest run that passes"),
            element("p", "", `No run that passes was found nearby: ${runsThatFail}.`),
        );
    }
    const actions = element("div", "actions");
    const scroll = (id: string) => {
        if (matchMedia("(max-width: 1080px)").matches) {
            find(id).scrollIntoView({ block: "start" });
        }
    };
    if (app.firstDifference && hasPassing) {
        actions.append(
            button("Show the first difference", () => {
                app.showFirstDifference();
                scroll("work");
            }),
        );
    }
    if (runs[0].end?.outcome === "failed") {
        actions.append(
            button("Why did it fail?", () => {
                app.showWhy();
                scroll("tabs");
            }),
        );
    }
    card.append(actions);
    return card;
}

/** Adds the differences in order of time. */
function addSentences(card: HTMLElement, app: App, differences: Differences): void {
    const { common, effect, fault, seen, gap, done } = differences;
    const levels = [common, effect ?? fault, seen, done]
        .filter((level) => level !== null && level !== undefined)
        .map((level) => ({ ...level, text: formatSentence(level.text) }));
    const sentences = [...app.moved.map((moved) => describeMoved(app, moved)), ...levels].map((level) => ({
        at: findStart(app, level),
        add: () => addSentence(card, app, level),
    }));
    if (gap) {
        const paragraph = element("p", "gap");
        paragraph.append(createSentence([formatDurations(gap.text)], () => app.onInstant(gap.from)));
        sentences.push({ at: gap.from, add: () => card.append(paragraph) });
    }
    sentences.sort((a, b) => a.at - b.at).forEach((sentence) => sentence.add());
}

/** Sentence of a fault that the runs have at different times; it selects the earlier one. */
function describeMoved(app: App, { failing, passing, from, to }: MovedFault): Difference {
    const run = app.runs[0];
    const number = run.details(failing);
    const name = number === "" ? run.text(failing) : `fault ${number}, ${run.text(failing)},`;
    const other = app.runs[1].info.role === "changed" ? "the changed run" : "the passing run";
    return {
        failing: from <= to ? failing : -1,
        passing,
        text: `At ${formatTime(Math.min(from, to))}, ${name} is moved from ${formatTime(from)} to ${formatTime(to)} in ${other}.`,
    };
}

function findStart(app: App, level: Difference): number {
    return level.failing >= 0 ? app.runs[0].start(level.failing) : app.runs[1].start(level.passing);
}

const SENTENCE_START = /^At [\d:.]+,?/;

/** Sentence with short lengths of time. Its time at the start stays. */
function formatSentence(text: string): string {
    const start = SENTENCE_START.exec(text)?.[0] ?? "";
    return start + formatDurations(text.slice(start.length));
}

function addSentence(card: HTMLElement, app: App, level: Difference): void {
    const start = SENTENCE_START.exec(level.text)?.[0] ?? "";
    const rest = level.text.slice(start.length);
    const at = level.failing >= 0 ? { run: 0, event: level.failing } : { run: 1, event: level.passing };
    const paragraph = element("p");
    paragraph.append(createSentence(start === "" ? [rest] : [element("b", "", start), rest], () => app.select(at, "instant")));
    card.append(paragraph);
}

/** Sentence that selects its event. */
function createSentence(parts: readonly (string | Node)[], act: () => void): HTMLElement {
    const sentence = button("", act);
    sentence.className = "sentence";
    sentence.append(...parts);
    return sentence;
}

/** Meaning of "86:1": the seed, and the faults that are injected. */
function describeReplay(replay: string): string {
    const [seed, faults] = replay.split(":");
    if (faults === undefined || !/^[\d,]+$|^none$/.test(faults)) {
        return "";
    }
    if (faults === "none") {
        return ` (seed ${seed} without faults)`;
    }
    return faults.includes(",") ? ` (seed ${seed} with only the faults ${faults})` : ` (seed ${seed} with only fault ${faults})`;
}

function renderBanners(app: App, problem: string): void {
    const banners = find("banners");
    banners.textContent = "";
    const add = (text: string) => banners.append(element("p", "banner", text));
    app.runs.forEach((run, r) => {
        const name = app.runs.length > 1 ? `${app.name(r)} run: ` : "";
        const dropped = run.end?.dropped ?? 0;
        if (dropped > 0) {
            const messages = formatCount(dropped, "message was not recorded", "messages were not recorded");
            add(`${name}${messages}: the limit is ${formatNumber(MAX_EVENTS)} events.`);
        }
        if (!run.end && run.info.role !== "live") {
            add(`${name}The run was stopped: its process was killed. Its events end at ${formatTime(run.endTicks)}.`);
        }
    });
    if (problem !== "") {
        add(`The trace is not complete: ${problem}. What precedes the problem is shown.`);
    }
}

function renderFooter(app: App): void {
    const { runs, differences } = app;
    const parts = [];
    if (runs[0].info.product) {
        parts.push(`Recorded by Scalewright ${runs[0].info.product}`);
    }
    const counts = runs.map((run) => formatNumber(run.count)).join(" + ");
    parts.push(`trace format ${runs[0].info.version}`, counts === "1" ? "1 event" : `${counts} events`);
    const first = app.firstDifference;
    if (differences && first && runs.length > 1 && runs[first.run].events.step[first.event] > 0) {
        parts.push(`both runs are equal before step ${runs[first.run].events.step[first.event]}`);
    }
    find("made").textContent = parts.join(" · ");
}

const KEYS: Readonly<Partial<Record<Kind, string>>> = {
    [Kind.Fault]: "fault",
    [Kind.Call]: "call",
    [Kind.ServiceCall]: "call",
    [Kind.Program]: "call",
    [Kind.JournalWrite]: "write",
    [Kind.Step]: "step",
    [Kind.Wave]: "step",
    [Kind.Cycle]: "step",
};

/** Explains only what the runs contain. */
export function renderLegend(app: App): void {
    const used = new Set<string>(app.view.scales.events.folds.length > 0 ? ["fold"] : []);
    for (const run of app.runs) {
        for (let i = 0; i < run.count; i++) {
            const kind = run.kind(i);
            used.add(kind === Kind.NodeState ? run.message(i) : (KEYS[kind] ?? ""));
            if (isSpan(kind) && kind !== Kind.Phase && run.isBad(i)) {
                used.add(kind === Kind.Message ? "lost-message" : "problem");
            }
        }
    }
    for (const key of find("key").querySelectorAll<HTMLElement>("[data-key]")) {
        key.hidden = !used.has(key.dataset["key"]!);
    }
    find("key").hidden = used.size <= 1 && app.runs.length < 2;
}

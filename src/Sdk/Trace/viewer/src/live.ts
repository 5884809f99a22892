import { App, type LivePart, type Tab } from "./app";
import { TraceDecoder, type RunRecord } from "./decode";
import { DecisionList } from "./decisions";
import { button, element, find } from "./dom";
import { GroupTiles } from "./groups";
import { LiveState, type LiveGroup, type LiveNode } from "./livestate";
import { createPacer } from "./load";
import { LogTail } from "./logtail";
import { PlanCard } from "./plan";
import { Run } from "./run";
import type { PageServer } from "./serve";
import { renderLegend, renderSummary } from "./summary";
import { formatCount, formatNumber } from "./texts";
import { setUpTheme } from "./theme";

/** From this number of nodes on, a group has one lane. */
const FOLD_NODES = 200;
const TICK_MS = 250;
const LEGEND_MS = 5_000;
/** Least time between two refreshes of the lanes, as a multiple of what the last one took. */
const REFRESH_RATIO = 12;
/** Visible time while the view follows. */
const WINDOW = 6e9;
const RETRY_MS = [500, 1_000, 2_000, 5_000];

/** Page of a live run: it grows while it is shown. */
export class LiveView implements LivePart {
    private readonly unfolded = new Set<string>();
    private readonly tiles: GroupTiles;
    private readonly plan = new PlanCard();
    private readonly log = new LogTail((event) => this.selectEvent(event));
    private readonly decisions = new DecisionList((event) => this.selectEvent(event));
    private readonly canChange: boolean;
    private app!: App;
    private run!: Run;
    private state!: LiveState;
    private connection: "live" | "lost" | "stopped" = "live";
    private problem = "";
    private isFollowing = true;
    private hasRestarted = false;
    private refreshed = 0;
    private nextRefresh = 0;
    private nextLegend = 0;
    private head = "";

    constructor(private readonly server: PageServer) {
        this.canChange = server.content.includes("changes");
        this.tiles = new GroupTiles({
            select: (node, group) => this.selectNode(node, group),
            toggle: (group) => this.toggle(group),
            isFolded: (group) => this.isFolded(group),
            scale: this.canChange ? (group, count) => void this.change("/scale", { group, count }) : null,
        });
    }

    /** Waits for the first events, shows them, and continues until the page is closed. */
    async start(connectControls: (app: App) => void, connectKeys: (app: App) => void): Promise<void> {
        let isShown = false;
        for (let attempt = 0; ; attempt++) {
            try {
                await this.read((record) => {
                    attempt = 0;
                    if (isShown) {
                        this.take(record);
                    } else {
                        isShown = true;
                        this.show(record, connectControls, connectKeys);
                    }
                });
                this.problem = "The connection is lost.";
            } catch (error) {
                this.problem = error instanceof TypeError ? "The connection is lost." : String(error instanceof Error ? error.message : error);
            }
            this.connection = isShown && this.state.record.end ? "stopped" : "lost";
            if (!isShown) {
                find("loading").textContent = `${this.problem} Trying again.`;
            }
            await new Promise((resolve) => setTimeout(resolve, RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]));
        }
    }

    isFolded(group: string): boolean {
        return this.canFold && !this.unfolded.has(group);
    }

    onView(): void {
        const { view } = this.app;
        this.setFollowing(view.to >= view.scale.position(this.run.endTicks));
    }

    onSelect(): void {
        this.setFollowing(false);
    }

    renderTab(tab: Tab, pane: HTMLElement): boolean {
        switch (tab) {
            case "log":
                this.log.show(pane);
                this.log.render(this.state, this.run);
                return true;
            case "decisions":
                this.decisions.show(pane);
                this.decisions.render(this.state);
                return true;
            default:
                return false;
        }
    }

    private get canFold(): boolean {
        return (this.state?.nodeCount ?? 0) > FOLD_NODES;
    }

    /** Time since the start of the run. The server runs on this machine, so that its clock is ours. */
    private get now(): number {
        const { events, info } = this.state.record;
        const last = events.count > 0 ? events.start[events.count - 1] : 0;
        const epoch = Date.parse(info.epoch ?? "");
        const isRunning = this.connection === "live" && !this.state.record.end && Number.isFinite(epoch);
        return Math.max(last, isRunning ? (Date.now() - epoch) * 1e4 : this.run?.endTicks || 0);
    }

    /** Reads the stream to its end. */
    private async read(onRecord: (record: RunRecord) => void): Promise<void> {
        const decoder = new TraceDecoder();
        const reader = await this.server.openStream();
        const known = this.state?.record;
        const pace = createPacer();
        let shown: RunRecord | undefined;
        while (!decoder.problem) {
            while (decoder.next()) {
                if (decoder.runs.length > 1) {
                    decoder.runs.splice(0, decoder.runs.length - 1);
                    this.hasRestarted = true;
                }
                await pace();
            }
            const record = decoder.runs[0];
            const isSame = known !== undefined && known.info.epoch === record?.info.epoch;
            if (record && record !== shown && record.events.count >= (isSame ? known.events.count : 1)) {
                shown = record;
                this.connection = "live";
                onRecord(record);
            }
            const { done, value } = await reader.read();
            if (done) {
                return;
            }
            decoder.push(value);
        }
        throw new Error(`The stream cannot be read: ${decoder.problem}.`);
    }

    private show(record: RunRecord, connectControls: (app: App) => void, connectKeys: (app: App) => void): void {
        this.state = new LiveState(record);
        this.state.update();
        this.run = new Run(record, "failing");
        find("loading").hidden = true;
        find("page").hidden = false;
        find("live").hidden = false;
        find("live").append(this.tiles.root, this.plan.root);
        const app = (this.app = new App([this.run], null, null, this));
        for (const tab of ["why", "compare"]) {
            find(`tab-${tab}`).hidden = true;
        }
        find("tab-decisions").hidden = false;
        find("tab-log").hidden = false;
        renderSummary(app, "");
        find("tab-compare").hidden = true;
        app.selected = null;
        app.setScale("time");
        connectControls(app);
        connectKeys(app);
        find("hint-why").hidden = true;
        find("hint-follow").hidden = false;
        find("follow").addEventListener("click", () => this.setFollowing(true));
        document.addEventListener("keydown", (event) => {
            const isTyped = (event.target as Element).matches("input, select, textarea");
            if (event.key.toLowerCase() === "f" && !isTyped && !event.ctrlKey && !event.metaKey && !event.altKey) {
                this.setFollowing(true);
            }
        });
        setUpTheme(() => {
            app.resize();
            app.timeline.draw();
            this.renderTiles();
        });
        addEventListener("resize", () => {
            app.resize();
            this.renderTiles();
        });
        this.refresh();
        app.start();
        this.tick();
        setInterval(() => this.tick(), TICK_MS);
        requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("painted")));
    }

    /** Shows another run of the stream in place of the first. */
    private take(record: RunRecord): void {
        this.state = new LiveState(record);
        this.app.selected = null;
        this.refreshed = -1;
        this.nextRefresh = 0;
        this.isFollowing = true;
        find("follow").hidden = true;
        this.tick();
    }

    private tick(): void {
        this.state.update();
        const { count } = this.state.record.events;
        if (count !== this.refreshed && performance.now() >= this.nextRefresh) {
            this.refresh();
        }
        const { app, run } = this;
        run.endTicks = Math.max(run.endTicks, this.now);
        app.view.scales.time.end = Math.max(app.view.scales.time.end, run.endTicks);
        if (this.isFollowing) {
            this.follow();
        }
        app.timeline.move();
        this.renderHead();
        this.renderTiles();
        this.plan.render(this.state, this.now);
        if (app.tab === "log" || app.tab === "decisions") {
            this.renderTab(app.tab, find("pane"));
        }
    }

    /** Takes the new events into the lanes. The pause grows with the work. */
    private refresh(): void {
        const start = performance.now();
        const { app, run } = this;
        this.refreshed = this.state.record.events.count;
        run.load(this.state.record);
        run.endTicks = Math.max(run.endTicks, this.now);
        app.grow();
        if (start >= this.nextLegend) {
            this.nextLegend = start + LEGEND_MS;
            renderLegend(app);
            find("made").textContent = `Recorded by Scalewright ${run.info.product ?? ""} · ${formatCount(run.count, "event", "events")}`;
        }
        this.nextRefresh = performance.now() + REFRESH_RATIO * (performance.now() - start);
    }

    private follow(): void {
        const { app, run } = this;
        const { view } = app;
        const position = view.scale.position(run.endTicks);
        if (view.scale.name === "time" && position < WINDOW && view.to - view.from <= WINDOW * 1.1) {
            view.fit();
        } else if (view.scale.name === "time") {
            view.from = view.to - Math.min(view.to - view.from, WINDOW);
            view.follow();
        } else {
            view.follow();
        }
        if (!app.selected) {
            app.instant = run.endTicks;
            if (app.tab === "instant") {
                app.update();
            }
        }
    }

    private setFollowing(isFollowing: boolean): void {
        this.isFollowing = isFollowing;
        find("follow").hidden = isFollowing;
        if (isFollowing) {
            this.app.selected = null;
            this.tick();
            this.app.update();
        }
    }

    private toggle(group: string): void {
        if (!this.unfolded.delete(group)) {
            this.unfolded.add(group);
        }
        this.refresh();
        this.renderTiles();
        const lane = this.app.lanes.lanes.findIndex((one) => one.kind === "group" && one.name === group);
        const first = this.state.groups.get(group)?.nodes[0];
        const node = this.app.lanes.lanes.findIndex((one) => one.kind === "node" && one.name === first?.name);
        this.app.timeline.scrollToLane(lane >= 0 ? lane : node);
    }

    private selectNode(node: LiveNode, group: LiveGroup): void {
        if (this.isFolded(group.name)) {
            this.unfolded.add(group.name);
        }
        this.refresh();
        this.selectEvent(node.event);
    }

    private selectEvent(event: number): void {
        if (event >= this.run.count) {
            this.refresh();
        }
        this.setFollowing(false);
        const tab = this.app.tab === "log" || this.app.tab === "decisions" ? this.app.tab : "instant";
        this.app.select({ run: 0, event }, tab);
    }

    private renderTiles(): void {
        this.tiles.render(this.state, this.canFold);
    }

    /** Name, connection and counts above the groups. */
    private renderHead(): void {
        const { state, connection } = this;
        const { groups, nodeCount, readyCount, outage } = state;
        const key = JSON.stringify([connection, this.problem, groups.size, nodeCount, readyCount, outage, this.hasRestarted, state.record.info.test]);
        if (key === this.head) {
            return;
        }
        this.head = key;
        const names = { live: "Live", lost: "Connection lost", stopped: "Stopped" };
        const kinds = { live: "good", lost: "bad", stopped: "neutral" };
        const card = element("div", `card head ${kinds[connection]}`);
        const title = element("div", "live-head");
        title.append(element("span", `pill ${kinds[connection]}`, names[connection]), element("h1", "", state.record.info.test ?? ""));
        title.append(element("p", "", `${formatNumber(readyCount)} of ${formatNumber(nodeCount)} nodes ready in ${formatCount(groups.size, "group", "groups")}`));
        if (this.canChange) {
            title.append(button("Repair", () => void this.change("/repair", {}), "Repair: replace missing and failed nodes"));
        }
        card.append(title);
        find("summary").textContent = "";
        find("summary").dataset["cards"] = "1";
        find("summary").append(card);
        const banners = find("banners");
        banners.textContent = "";
        if (connection === "lost") {
            banners.append(element("p", "banner", `${this.problem} The page tries to connect again; it shows what it received before.`));
        } else if (connection === "stopped") {
            banners.append(element("p", "banner", "The command was stopped. The page shows what it received before."));
        }
        if (outage !== "") {
            banners.append(element("p", "banner", `${outage.charAt(0).toUpperCase()}${outage.slice(1)}`));
        }
        if (this.hasRestarted) {
            banners.append(element("p", "banner", "Earlier events were dropped from this page. The files of --record have them."));
        }
        find("status").textContent = `${names[connection]}. ${formatNumber(readyCount)} of ${formatNumber(nodeCount)} nodes ready.`;
    }

    /** Requests a change; a removal is confirmed first. */
    private async change(path: string, body: object): Promise<void> {
        const box = this.openBox("The change is under way.");
        const response = await this.server.post<{ confirm: string }>(path, body);
        if ("problems" in response) {
            box.report(response.problems);
        } else if (response.result.confirm !== "") {
            box.ask(`Remove ${response.result.confirm}?`, () => void this.change(path, { ...body, yes: true }));
        } else {
            box.close();
            find("status").textContent = "The change is done.";
        }
    }

    private openBox(text: string): { report(problems: readonly string[]): void; ask(question: string, yes: () => void): void; close(): void } {
        document.getElementById("change")?.remove();
        const box = element("div", "banner change");
        box.id = "change";
        box.setAttribute("role", "alert");
        const message = element("p", "", text);
        const actions = element("div", "actions");
        box.append(message, actions);
        find("live").prepend(box);
        const close = () => box.remove();
        return {
            close,
            report: (problems) => {
                message.textContent = problems.join("\n");
                actions.append(button("Close", close));
            },
            ask: (question, yes) => {
                message.textContent = question;
                const cancel = button("Cancel", close);
                const accept = button("Remove", yes);
                accept.className = "danger";
                actions.append(accept, cancel);
                cancel.focus();
            },
        };
    }
}

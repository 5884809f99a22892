import { CellGrid, drawCell } from "./cells";
import { button, element } from "./dom";
import { SHOWN_STATES, type LiveGroup, type LiveNode, type LiveState } from "./livestate";
import { readPalette } from "./palette";
import { formatCount, formatNumber } from "./texts";

/** What tiles ask of the page. */
export interface GroupActions {
    select(node: LiveNode, group: LiveGroup): void;
    /** Shows or hides the lanes of a group. */
    toggle(group: string): void;
    isFolded(group: string): boolean;
    /** Null when the page is read-only. */
    readonly scale: ((group: string, count: number) => void) | null;
}

interface Tile {
    readonly root: HTMLElement;
    readonly title: HTMLElement;
    readonly counts: HTMLElement;
    readonly lanes: HTMLButtonElement;
    readonly grid: CellGrid;
    /** Number of nodes of a change; null on a read-only page. */
    input: HTMLInputElement | null;
    key: string;
}

/** Tiles of groups with the states of their nodes. */
export class GroupTiles {
    readonly root = element("div", "tiles");
    private readonly tiles = new Map<string, Tile>();
    private order = "";

    constructor(private readonly actions: GroupActions) {}

    render(state: LiveState, canFold: boolean): void {
        const groups = state.ordered;
        const order = JSON.stringify(groups.map((group) => group.name));
        if (order !== this.order) {
            this.order = order;
            const names = new Set(groups.map((group) => group.name));
            for (const name of [...this.tiles.keys()].filter((one) => !names.has(one))) {
                this.tiles.get(name)!.root.remove();
                this.tiles.delete(name);
            }
            groups.forEach((group, i) => {
                const tile = this.tileOf(group);
                if (this.root.children[i] !== tile.root) {
                    this.root.insertBefore(tile.root, this.root.children[i] ?? null);
                }
            });
        }
        const theme = document.documentElement.dataset["theme"] ?? "";
        groups.forEach((group) => this.fill(this.tileOf(group), group, canFold));
        const widths = groups.map((group) => this.tileOf(group).root.clientWidth - 26);
        groups.forEach((group, i) => this.tileOf(group).grid.render(group, widths[i], theme));
    }

    private tileOf(group: LiveGroup): Tile {
        const known = this.tiles.get(group.name);
        if (known) {
            return known;
        }
        const name = group.name === "" ? "No group" : group.name;
        const root = element("article", "card tile");
        const title = element("h3", "", name);
        const counts = element("p", "counts");
        const lanes = button("Show lanes", () => this.actions.toggle(group.name), `Show lanes of ${name}`);
        const grid = new CellGrid(group, (node) => this.actions.select(node, group));
        const head = element("div", "tile-head");
        head.append(title, lanes);
        root.append(head, counts, grid.canvas);
        const tile: Tile = { root, title, counts, lanes, grid, input: null, key: "" };
        if (this.actions.scale) {
            tile.input = this.createScale(group.name, this.actions.scale, root);
        }
        this.tiles.set(group.name, tile);
        return tile;
    }

    private createScale(group: string, scale: (group: string, count: number) => void, root: HTMLElement): HTMLInputElement {
        const form = element("form", "scale");
        const label = element("label", "", "Nodes ");
        const input = element("input");
        input.type = "number";
        input.min = "0";
        input.required = true;
        input.setAttribute("aria-label", `Number of nodes of ${group}`);
        const submit = element("button", "", "Scale");
        submit.type = "submit";
        label.append(input);
        form.append(label, submit);
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            scale(group, Number(input.value));
        });
        root.append(form);
        return input;
    }

    private fill(tile: Tile, group: LiveGroup, canFold: boolean): void {
        const isFolded = this.actions.isFolded(group.name);
        const theme = document.documentElement.dataset["theme"] ?? "";
        const key = `${group.version} ${canFold} ${isFolded} ${theme}`;
        if (tile.key === key) {
            return;
        }
        tile.key = key;
        tile.lanes.hidden = !canFold;
        tile.lanes.textContent = isFolded ? "Show lanes" : "Hide lanes";
        tile.lanes.setAttribute("aria-label", `${tile.lanes.textContent} of ${group.name}`);
        tile.lanes.setAttribute("aria-pressed", String(!isFolded));
        const ready = group.counts.get("ready") ?? 0;
        const total = group.nodes.length;
        if (tile.input) {
            tile.input.placeholder = String(total);
        }
        const texts: string[] = [`${formatNumber(ready)} of ${formatCount(total, "node", "nodes")} ready`];
        tile.counts.textContent = "";
        tile.counts.append(element("b", "", texts[0]));
        for (const state of SHOWN_STATES.filter((one) => one !== "ready")) {
            const count = group.counts.get(state) ?? 0;
            if (count > 0) {
                const item = element("span", "count");
                item.append(createSwatch(state), `${formatNumber(count)} ${state}`);
                tile.counts.append(item);
                texts.push(`${formatNumber(count)} ${state}`);
            }
        }
        tile.root.classList.toggle("bad", ["failed", "lost", "frozen"].some((state) => (group.counts.get(state) ?? 0) > 0));
        tile.grid.canvas.setAttribute("aria-label", `Nodes of ${group.name}: ${texts.join(", ")}. Arrow keys move, Enter selects.`);
    }
}

function createSwatch(state: string): HTMLCanvasElement {
    const canvas = element("canvas", "swatch");
    const ratio = devicePixelRatio || 1;
    canvas.width = canvas.height = Math.round(11 * ratio);
    canvas.setAttribute("aria-hidden", "true");
    const context = canvas.getContext("2d")!;
    context.scale(ratio, ratio);
    drawCell(context, readPalette(), state, 0.5, 0.5, 10);
    return canvas;
}

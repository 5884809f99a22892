import { element } from "./dom";

const ROW = 42;
/** Browsers limit the height of an element; above this, a pixel of the scroll bar is more than a pixel of rows. */
const MAX_HEIGHT = 8_000_000;
const MARGIN = 6;

export interface ListSource {
    readonly count: number;
    fill(index: number, row: HTMLElement): void;
    /** Whether a row can be selected. */
    isEvent(index: number): boolean;
    isSelected(index: number): boolean;
    select(index: number): void;
}

let lists = 0;

/** List of any length; only its visible rows are in the document. */
export class WindowedList {
    readonly root = element("div", "list");
    private readonly spacer = element("div", "spacer");
    private readonly rows = element("div", "rows");
    private readonly id = `list${++lists}`;
    private active = -1;

    constructor(
        private readonly source: ListSource,
        label: string,
    ) {
        this.root.tabIndex = 0;
        this.root.setAttribute("role", "listbox");
        this.root.setAttribute("aria-label", label);
        this.rows.setAttribute("role", "presentation");
        this.spacer.setAttribute("role", "presentation");
        this.spacer.append(this.rows);
        this.root.append(this.spacer);
        this.spacer.style.height = `${this.height}px`;
        this.root.addEventListener("scroll", () => this.render());
        this.root.addEventListener("keydown", (event) => this.onKey(event));
        new ResizeObserver(() => this.render()).observe(this.root);
    }

    private get height(): number {
        return Math.min(MAX_HEIGHT, this.source.count * ROW);
    }

    private get visible(): number {
        return Math.max(1, Math.floor(this.root.clientHeight / ROW));
    }

    /** First visible row, with its fraction. */
    private get first(): number {
        const scrollable = this.height - this.root.clientHeight;
        if (scrollable <= 0) {
            return 0;
        }
        const hidden = this.source.count - this.root.clientHeight / ROW;
        return (Math.min(scrollable, this.root.scrollTop) / scrollable) * hidden;
    }

    render(): void {
        const first = Math.max(0, Math.floor(this.first) - MARGIN);
        const last = Math.min(this.source.count, Math.ceil(this.first) + this.visible + MARGIN);
        this.rows.textContent = "";
        this.rows.style.top = `${this.root.scrollTop - (this.first - first) * ROW}px`;
        for (let i = first; i < last; i++) {
            this.rows.append(this.createRow(i));
        }
        this.setActive();
    }

    /** Scrolls so that a row is visible, with some rows around it. */
    reveal(index: number): void {
        const first = this.first;
        if (index < first || index > first + this.visible - 1) {
            const hidden = Math.max(1, this.source.count - this.root.clientHeight / ROW);
            const top = Math.max(0, index - this.visible / 3);
            this.root.scrollTop = (top / hidden) * (this.height - this.root.clientHeight);
        }
        this.active = index;
        this.render();
    }

    private createRow(index: number): HTMLElement {
        const row = element("div", "row");
        row.id = `${this.id}-${index}`;
        row.setAttribute("role", "option");
        row.setAttribute("aria-setsize", String(this.source.count));
        row.setAttribute("aria-posinset", String(index + 1));
        this.source.fill(index, row);
        if (!this.source.isEvent(index)) {
            row.setAttribute("aria-disabled", "true");
            row.setAttribute("aria-selected", "false");
            return row;
        }
        const isSelected = this.source.isSelected(index);
        row.setAttribute("aria-selected", String(isSelected));
        row.classList.toggle("selected", isSelected);
        row.addEventListener("click", () => this.choose(index));
        return row;
    }

    private choose(index: number): void {
        this.active = index;
        this.source.select(index);
        this.render();
    }

    private setActive(): void {
        if (document.getElementById(`${this.id}-${this.active}`)) {
            this.root.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
        } else {
            this.root.removeAttribute("aria-activedescendant");
        }
    }

    private onKey(event: KeyboardEvent): void {
        const steps: Record<string, number> = {
            ArrowDown: 1,
            ArrowUp: -1,
            PageDown: this.visible,
            PageUp: -this.visible,
            Home: -Infinity,
            End: Infinity,
        };
        const step = steps[event.key];
        if (step === undefined) {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
        const direction = step > 0 ? 1 : -1;
        let index = Math.max(0, Math.min(this.source.count - 1, this.active + step));
        while (index >= 0 && index < this.source.count && !this.source.isEvent(index)) {
            index += direction;
        }
        if (index >= 0 && index < this.source.count) {
            this.choose(index);
            this.reveal(index);
        }
    }
}

import { button, element } from "./dom";
import type { LiveState } from "./livestate";
import { formatTime } from "./texts";

const MAX_ROWS = 200;

/** Decisions of engines, latest first. */
export class DecisionList {
    private readonly root = element("div", "decisions");
    private readonly note = element("p", "note", "No decision yet.");
    private readonly list = element("ol", "decision-list");
    private state: LiveState | null = null;
    private next = 0;

    constructor(private readonly select: (event: number) => void) {
        this.root.append(this.note, this.list);
    }

    show(pane: HTMLElement): void {
        if (this.root.parentElement !== pane) {
            pane.textContent = "";
            pane.append(this.root);
        }
    }

    render(state: LiveState): void {
        if (state !== this.state) {
            this.state = state;
            this.next = 0;
            this.list.textContent = "";
        }
        for (; this.next < state.decisions.length; this.next++) {
            this.list.prepend(this.createRow(state.decisions[this.next]));
        }
        while (this.list.childElementCount > MAX_ROWS) {
            this.list.lastElementChild!.remove();
        }
        this.note.hidden = state.decisions.length > 0;
    }

    private createRow(event: number): HTMLElement {
        const { record } = this.state!;
        const item = element("li", "decision");
        const domain = record.subjects[record.events.subject[event]]?.name ?? "";
        const head = element("div", "decision-head");
        head.append(element("time", "mono", formatTime(record.events.start[event]).replace(/\.\d+$/, "")), element("b", "", domain));
        head.append(button("Show", () => this.select(event), `Show the decision of ${domain} on the timeline`));
        item.append(head, element("p", "", this.state!.text(event)));
        const details = record.strings[record.events.details[event]] ?? "";
        if (details !== "") {
            const more = element("details");
            more.append(element("summary", "", "Explanation"), element("pre", "", details));
            item.append(more);
        }
        return item;
    }
}

/** Element with a class and a text. Texts of a run only get into the page this way. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, className = "", text?: string): HTMLElementTagNameMap[K] {
    const created = document.createElement(tag);
    if (className !== "") {
        created.className = className;
    }
    if (text !== undefined) {
        created.textContent = text;
    }
    return created;
}

export function button(text: string, onClick: () => void, label?: string): HTMLButtonElement {
    const created = element("button", "", text);
    created.type = "button";
    if (label !== undefined) {
        created.setAttribute("aria-label", label);
        created.title = label;
    }
    created.addEventListener("click", onClick);
    return created;
}

export function find<T extends HTMLElement = HTMLElement>(id: string): T {
    return document.getElementById(id) as T;
}

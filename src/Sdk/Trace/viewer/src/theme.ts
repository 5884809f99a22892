import { find } from "./dom";

type Theme = "light" | "dark";

const system = matchMedia("(prefers-color-scheme: dark)");
let chosen: Theme | null = null;
let onChange = (): void => undefined;
let isConnected = false;

/** Follows the system's colours until the button chooses others; paper is always light. */
export function setUpTheme(changed: () => void): void {
    onChange = changed;
    apply();
    if (isConnected) {
        return;
    }
    isConnected = true;
    system.addEventListener("change", () => apply());
    find("theme").addEventListener("click", () => {
        chosen = current() === "dark" ? "light" : "dark";
        apply();
    });
    addEventListener("beforeprint", () => show("light"));
    addEventListener("afterprint", () => apply());
}

const current = (): Theme => chosen ?? (system.matches ? "dark" : "light");

function apply(): void {
    show(current());
    find("theme").textContent = current() === "dark" ? "Light" : "Dark";
}

function show(theme: Theme): void {
    document.documentElement.dataset["theme"] = theme;
    onChange();
}

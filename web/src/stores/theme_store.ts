import { createModel, type ReadonlySignal, signal } from "@preact/signals";

/** Light, dark, or whatever the system says. */
export type Theme = "system" | "light" | "dark";

/** What the theme store needs from the outside. */
export interface ThemeDeps {
  read(): string | null;
  write(theme: Theme): void;
  /** Puts the theme on the page. */
  apply(theme: Theme): void;
}

/** The theme and the way to change it. */
export interface ThemeShape {
  readonly theme: ReadonlySignal<Theme>;
  choose(next: Theme): void;
}

/** Remembers which theme the person chose in this browser. */
export const ThemeStore = createModel((deps: ThemeDeps): ThemeShape => {
  const saved = deps.read();
  const theme = signal<Theme>(saved === "light" || saved === "dark" ? saved : "system");
  deps.apply(theme.value);
  return {
    theme,
    choose(next): void {
      theme.value = next;
      deps.write(next);
      deps.apply(next);
    },
  };
});
/** Remembers which theme the person chose in this browser. */
export type ThemeStore = InstanceType<typeof ThemeStore>;

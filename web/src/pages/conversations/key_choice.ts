import { type ReadonlySignal, signal } from "@preact/signals";
import { keyHints } from "../../components/key_hints.ts";
import { COMMANDS, type ListCommand } from "./list_keys.ts";

/** Which single keys a person wants in this browser. */
export interface KeyChoice {
  readonly isOn: boolean;
  /** The command that each key gives. */
  readonly commands: Readonly<Record<string, ListCommand>>;
}

const KEY = "rylie.keys";
const chosen = signal<KeyChoice>({ isOn: true, commands: COMMANDS });

/** The keys as the person wants them. */
export const keyChoice: ReadonlySignal<KeyChoice> = chosen;

/** Takes up what was chosen in this browser before. */
export function readKeyChoice(): void {
  const [isOn = "on", ...words] = (localStorage.getItem(KEY) ?? "on").split(" ");
  const keys = new Map(words.map((word) => word.split("=")).map(([name, key = ""]) => [name, key]));
  const commands: Record<string, ListCommand> = {};
  for (const [usual, command] of Object.entries(COMMANDS)) {
    const key = usual.length === 1 ? keys.get(command) ?? usual : usual;
    commands[isSingle(key) || key === usual ? key : usual] ??= command;
  }
  apply({ isOn: isOn !== "off", commands });
}

/** Switches single keys on or off. */
export function switchKeys(isOn: boolean): void {
  keep({ ...chosen.value, isOn });
}

/** Gives a command another key; false when that is no single key or belongs to another command. */
export function moveKey(command: ListCommand, key: string): boolean {
  const next = withKey(chosen.value, command, key);
  if (next !== null) keep(next);
  return next !== null;
}

/** Puts every key back. */
export function resetKeys(): void {
  keep({ ...chosen.value, commands: COMMANDS });
}

/** The single key of a command. */
export function keyOf(choice: KeyChoice, command: ListCommand): string {
  const keys = Object.entries(choice.commands).filter(([key]) => key.length === 1);
  return keys.find(([, one]) => one === command)?.[0] ?? "";
}

function withKey(choice: KeyChoice, command: ListCommand, key: string): KeyChoice | null {
  const lower = key.toLowerCase();
  if (!isSingle(lower)) return null;
  const holder = choice.commands[lower];
  if (holder !== undefined && holder !== command) return null;
  const others = Object.entries(choice.commands)
    .filter(([one, name]) => name !== command || one.length > 1);
  return { ...choice, commands: { ...Object.fromEntries(others), [lower]: command } };
}

/** G leads to the views, and the space bar scrolls. */
function isSingle(key: string): boolean {
  return key.length === 1 && key !== "g" && key !== " ";
}

function keep(choice: KeyChoice): void {
  apply(choice);
  const moved = [...new Set(Object.values(COMMANDS))]
    .map((command) => `${command}=${keyOf(choice, command)}`)
    .filter((word) => word.split("=")[1] !== "");
  localStorage.setItem(KEY, [choice.isOn ? "on" : "off", ...moved].join(" "));
}

function apply(choice: KeyChoice): void {
  chosen.value = choice;
  const usual = { isOn: true, commands: COMMANDS };
  keyHints.value = choice.isOn
    ? new Map(
      [...new Set(Object.values(COMMANDS))].map((command) => [
        keyOf(usual, command).toUpperCase(),
        keyOf(choice, command).toUpperCase(),
      ]),
    )
    : null;
}

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../i18n/t.ts";
import { Dialog } from "./dialog.tsx";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon_names.ts";
import { matchOptions, stepOption } from "./picker_options.ts";

/** One thing that can be picked. */
export interface PickerOption {
  readonly id: string;
  readonly name: string;
  readonly detail: string | null;
  readonly group: string;
  readonly icon: IconName;
  /** True when it holds already. */
  readonly isChosen: boolean;
  /** True when it cannot be picked; its detail says why. */
  readonly isOff?: boolean;
}

/** Props of Picker. */
export interface PickerProps {
  readonly title: string;
  /** What to type; also the field's name. */
  readonly prompt: string;
  readonly options: readonly PickerOption[];
  readonly onChoose: (option: PickerOption) => void;
  readonly onClose: () => void;
  /** Stays open for more than one choice. */
  readonly many?: boolean;
  /** Set when what is typed is searched for elsewhere: the options are then shown as they come. */
  readonly onQuery?: (words: string) => void;
  readonly isSearching?: boolean;
  /** Set when what is typed and not found can be made. */
  readonly onCreate?: ((words: string) => void) | undefined;
}

/** The option that makes what was typed. */
const CREATE = "create";

/** A dialog with a field and the options that fit what is typed in it. */
export function Picker(props: PickerProps): JSX.Element {
  return (
    <Dialog title={props.title} shape="picker" isOpen onClose={props.onClose}>
      <PickerBody picker={props} />
    </Dialog>
  );
}

function PickerBody({ picker: props }: { readonly picker: PickerProps }): JSX.Element {
  const id = useId();
  const words = useSignal("");
  const active = useSignal(0);
  const found = props.onQuery === undefined
    ? matchOptions(props.options, words.value)
    : props.options;
  const shown = [...found, ...creationOf(props, words.value.trim())];
  const at = Math.min(active.value, shown.length - 1);
  const choose = (option: PickerOption | undefined): void => {
    if (option === undefined || option.isOff === true) return;
    if (option.id === CREATE) {
      props.onCreate?.(words.value.trim());
      words.value = "";
    } else props.onChoose(option);
    if (props.many !== true) props.onClose();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = stepOption(event.key, at, shown.length);
    if (next !== null) active.value = next;
    else if (event.key === "Enter") choose(shown[at]);
    else return;
    event.preventDefault();
  };
  return (
    <div class="picker">
      <input
        class="field-input"
        autofocus
        role="combobox"
        aria-label={props.prompt}
        aria-expanded={shown.length > 0}
        aria-controls={shown.length > 0 ? `${id}-list` : undefined}
        aria-activedescendant={shown.length > 0 ? `${id}-${at}` : undefined}
        aria-autocomplete="list"
        autocomplete="off"
        placeholder={props.prompt}
        value={words}
        onKeyDown={onKeyDown}
        onInput={(event) => {
          words.value = event.currentTarget.value;
          active.value = 0;
          props.onQuery?.(words.value);
        }}
      />
      <Options picker={props} id={id} shown={shown} at={at} onChoose={choose} />
      <p class="picker-none" role="status">{newsOf(props, shown.length, words.value)}</p>
    </div>
  );
}

function creationOf(props: PickerProps, words: string): readonly PickerOption[] {
  const isThere = props.options.some((one) => one.name.toLowerCase() === words.toLowerCase());
  if (props.onCreate === undefined || words === "" || isThere) return [];
  const name = t("Create “{words}”", { words });
  return [{ id: CREATE, name, detail: null, group: t("New"), icon: "plus", isChosen: false }];
}

function newsOf(props: PickerProps, count: number, words: string): string {
  if (props.isSearching === true) return t("Searching");
  if (count > 0) return "";
  if (words.trim() === "") {
    return props.onQuery !== undefined
      ? t("Type to search")
      : props.onCreate !== undefined
      ? t("None yet. Type a name to make one")
      : t("Nothing to choose from");
  }
  return t("Nothing fits “{words}”", { words: words.trim() });
}

function Options(props: {
  readonly picker: PickerProps;
  readonly id: string;
  readonly shown: readonly PickerOption[];
  readonly at: number;
  readonly onChoose: (option: PickerOption) => void;
}): JSX.Element | null {
  const { picker, id, shown, at } = props;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  }, [at, shown.length]);
  if (shown.length === 0) return null;
  const groups = [...new Set(shown.map((option) => option.group))];
  return (
    <div
      ref={list}
      id={`${id}-list`}
      class="picker-list"
      role="listbox"
      aria-label={picker.title}
      aria-multiselectable={picker.many === true ? "true" : undefined}
    >
      {groups.map((group) => (
        <div key={group} role="group" aria-label={group}>
          <p class="picker-group" aria-hidden="true">{group}</p>
          {shown.map((option, index) =>
            option.group !== group ? null : (
              <Option
                key={option.id}
                option={option}
                id={`${id}-${index}`}
                isActive={index === at}
                isSelected={picker.many === true ? option.isChosen : index === at}
                onChoose={() => props.onChoose(option)}
              />
            )
          )}
        </div>
      ))}
    </div>
  );
}

function Option(props: {
  readonly option: PickerOption;
  readonly id: string;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly onChoose: () => void;
}): JSX.Element {
  const { option } = props;
  return (
    <div
      id={props.id}
      class="picker-option"
      role="option"
      aria-selected={props.isSelected}
      aria-disabled={option.isOff === true ? "true" : undefined}
      data-active={props.isActive ? "true" : undefined}
      onClick={props.onChoose}
    >
      <Icon name={option.icon} />
      <span class="picker-name">{option.name}</span>
      {option.detail !== null && <span class="picker-detail">{option.detail}</span>}
      {option.isChosen && <Icon name="check" size="s" />}
      {option.isChosen && <span class="only-readers">{t(", chosen")}</span>}
    </div>
  );
}

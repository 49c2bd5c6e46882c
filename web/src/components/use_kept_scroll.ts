import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

const places = new Map<string, number>();

/** Where a list was left, and the element that it scrolls in. */
export interface KeptScroll {
  readonly box: RefObject<HTMLDivElement | null>;
  /** True when the list was looked at before and comes back as it was left. */
  readonly isBack: boolean;
}

/** Puts a list back to where it was left under this name, as Back expects. */
export function useKeptScroll(name: string): KeptScroll {
  const box = useRef<HTMLDivElement>(null);
  const isBack = useRef(places.has(name));
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    element.scrollTop = places.get(name) ?? 0;
    const note = (): void => {
      // What is hidden just now stands at 0.
      if (element.clientHeight > 0) places.set(name, element.scrollTop);
    };
    element.addEventListener("scroll", note, { passive: true });
    return () => element.removeEventListener("scroll", note);
  }, [name]);
  return { box, isBack: isBack.current };
}

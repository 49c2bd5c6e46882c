import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Who reads further up than this is not pulled down. */
const NEAR_END_PX = 120;

/**
 * A box whose end stays in sight when something is added, and when a phone's keyboard or a line below
 * takes room from it; what the visitor writes brings its end back in any case.
 */
export function useKeptEnd(
  isOwn: boolean,
  added: readonly unknown[],
): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const follow = (): void => {
    if (isAtEnd.current) box.current?.scrollTo(0, box.current.scrollHeight);
  };
  useEffect(() => {
    isAtEnd.current ||= isOwn;
    follow();
  }, added);
  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    current.onscroll = () => {
      const rest = current.scrollHeight - current.scrollTop - current.clientHeight;
      isAtEnd.current = rest < NEAR_END_PX;
    };
    current.addEventListener("load", follow, true);
    new ResizeObserver(follow).observe(current);
  }, []);
  return box;
}

/** Where a thread is scrolled to: its end while one is there, else the message at the top, whatever grows above or below. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/** How near the end counts as being there. */
const NEAR_PX = 80;
/** How far below the upper edge the message is looked for that stays where it is. */
const LOOK_PX = 12;

interface Anchor {
  row: Element;
  top: number;
}

interface Place {
  atEnd: boolean;
  /** `scrollTop` as it was last seen. */
  top: number;
  anchor?: Anchor;
}

/** `firstId`: of the message the thread begins with; another one means that some were put before it. */
export function useScrollPlace(
  host: { current: HTMLElement | null },
  sessionId: string | undefined,
  firstId: string | undefined,
): void {
  const place = useRef<Place>({ atEnd: true, top: 0 });
  useLayoutEffect(() => {
    place.current = { atEnd: true, top: 0 };
  }, [sessionId]);
  useLayoutEffect(() => {
    if (host.current) settle(host.current, place.current);
  }, [firstId]);
  useEffect(() => {
    const element = host.current;
    const content = element?.querySelector('.messages');
    if (!element || !content) return;
    // Observing it, late drawing moves the view as well.
    const growth = new ResizeObserver(() => settle(element, place.current));
    growth.observe(content);
    const note = () => (place.current = placeOf(element, place.current));
    element.addEventListener('scroll', note, { passive: true });
    settle(element, place.current);
    return () => {
      growth.disconnect();
      element.removeEventListener('scroll', note);
    };
  }, [sessionId, host.current]);
}

function settle(element: HTMLElement, place: Place): void {
  const { atEnd, anchor } = place;
  if (atEnd) element.scrollTo({ top: element.scrollHeight });
  else if (anchor?.row.isConnected) element.scrollTop += topIn(element, anchor.row) - anchor.top;
  place.top = element.scrollTop;
}

function placeOf(element: HTMLElement, before: Place): Place {
  const below = element.scrollHeight - element.scrollTop - element.clientHeight;
  // What has grown by the time a scroll is told of took nobody away from the end: only going up does.
  const atEnd = below < NEAR_PX || (before.atEnd && element.scrollTop >= before.top);
  const { left, top: edge, width } = element.getBoundingClientRect();
  const there = document.elementFromPoint(left + width / 2, edge + LOOK_PX)?.closest('.messages > li');
  const row = there ?? element.querySelector('.messages > li');
  return { atEnd, top: element.scrollTop, anchor: row ? { row, top: topIn(element, row) } : undefined };
}

const topIn = (element: Element, row: Element): number =>
  row.getBoundingClientRect().top - element.getBoundingClientRect().top;

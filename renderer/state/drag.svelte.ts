/** The one thing that is dragged in the window, and what the place under it says to that. */
import type { Attachment } from 'svelte/attachments';
import { on } from 'svelte/events';
import { countOf, draggedName, dropOn, type Dragged, type DropOutcome, type DropPlace } from './drag-rules';

/** What a drop brings: files come with their paths only now. */
export type Dropped = Exclude<Dragged, { kind: 'files' }> | { kind: 'files'; files: readonly File[] };
/** What is said beside the pointer; `x` and `y` in the page. */
export interface DragCaption {
  outcome: DropOutcome;
  x: number;
  y: number;
}

/** One per window. Files from the file manager begin a drag as well, when they come over a place. */
export class Drag {
  #current = $state.raw<Dragged>();
  #caption = $state.raw<DragCaption>();

  get current(): Dragged | undefined {
    return this.#current;
  }
  get caption(): DragCaption | undefined {
    return this.#caption;
  }

  start(dragged: Dragged): void {
    this.#current = dragged;
  }
  end(): void {
    this.#current = undefined;
    this.#caption = undefined;
  }

  /** What a drop here would do; undefined when nothing of Berth's concern is dragged. */
  outcomeOn(place: DropPlace, event: DragEvent): DropOutcome | undefined {
    const dragged = this.#current ?? filesOf(event);
    return dragged === undefined ? undefined : dropOn(dragged, place);
  }
  /** Says beside the pointer what a drop would do. */
  say(outcome: DropOutcome, { clientX, clientY }: { clientX: number; clientY: number }): void {
    this.#caption = { outcome, x: clientX, y: clientY };
  }
  hush(): void {
    this.#caption = undefined;
  }
  /** Ends the drag and hands over what was dropped. */
  take(event: DragEvent): Dropped | undefined {
    const dragged = this.#current;
    this.end();
    if (dragged !== undefined) return dragged.kind === 'files' ? undefined : dragged;
    const files = [...(event.dataTransfer?.files ?? [])];
    return files.length === 0 ? undefined : { kind: 'files', files };
  }
}

/** Files of another application on their way; how many is all that it tells before the drop. */
function filesOf({ dataTransfer }: DragEvent): Dragged | undefined {
  if (dataTransfer === null || !dataTransfer.types.includes('Files')) return undefined;
  const count = [...dataTransfer.items].filter(({ kind }) => kind === 'file').length;
  return { kind: 'files', count: Math.max(1, count) };
}

/**
 * Makes an element something to drag: `<div {@attach draggable(drag, () => dragged)}>`. `what` is asked when the drag
 * begins; without an answer nothing is dragged. While it lasts the element has `data-dragged`.
 */
export const draggable =
  (drag: Drag, what: () => Dragged | undefined): Attachment<HTMLElement> =>
  (element) => {
    element.draggable = true;
    const stops = [
      on(element, 'dragstart', (event) => {
        const dragged = what();
        if (dragged === undefined) return event.preventDefault();
        event.stopPropagation();
        drag.start(dragged);
        element.dataset['dragged'] = '';
        const { dataTransfer } = event;
        if (dataTransfer === null) return;
        dataTransfer.effectAllowed = 'copy';
        dataTransfer.setData('text/plain', draggedName(dragged));
        showImage(dataTransfer, dragged);
      }),
      on(element, 'dragend', () => {
        delete element.dataset['dragged'];
        drag.end();
      }),
    ];
    return () => stops.forEach((stop) => stop());
  };

/** A label of what is dragged goes with the pointer; of several, their number. */
function showImage(dataTransfer: DataTransfer, dragged: Dragged): void {
  const image = document.createElement('div');
  image.className = 'drag-image';
  image.textContent = draggedName(dragged);
  if (countOf(dragged) > 1) image.dataset['many'] = '';
  document.body.append(image);
  dataTransfer.setDragImage(image, -14, -10);
  // The browser takes its picture after this event.
  setTimeout(() => image.remove());
}

export interface DropTargetOptions {
  /** What the element stands for, asked at every move; undefined while nothing may be dropped on it. */
  place: () => DropPlace | undefined;
  onDrop: (dropped: Dropped, outcome: DropOutcome, place: DropPlace) => void;
}

/**
 * Makes an element a place to drop on: `<div {@attach dropTarget(drag, { place, onDrop })}>`. Under the pointer it has
 * `data-drop="yes"` or `"no"`, and the sentence of `dropOn` stands beside the pointer. `onDrop` hears only of drops that do something.
 */
export const dropTarget =
  (drag: Drag, { place, onDrop }: DropTargetOptions): Attachment<HTMLElement> =>
  (element) => {
    const leave = (): void => {
      delete element.dataset['drop'];
    };
    const over = (event: DragEvent): void => {
      const here = place();
      const outcome = here === undefined ? undefined : drag.outcomeOn(here, event);
      if (outcome === undefined) return;
      // The innermost place answers.
      event.preventDefault();
      event.stopPropagation();
      if (event.dataTransfer !== null)
        event.dataTransfer.dropEffect = outcome.does === 'nothing' ? 'none' : 'copy';
      // Of the whole window only the pointer speaks.
      if (here?.kind !== 'window') element.dataset['drop'] = outcome.does === 'nothing' ? 'no' : 'yes';
      drag.say(outcome, event);
    };
    const stops = [
      on(element, 'dragenter', over),
      on(element, 'dragover', over),
      on(element, 'dragleave', (event) => {
        // Passing to a part of the element is no leaving.
        if (event.relatedTarget instanceof Node && element.contains(event.relatedTarget)) return;
        leave();
        drag.hush();
      }),
      on(element, 'drop', (event) => {
        leave();
        const here = place();
        const outcome = here === undefined ? undefined : drag.outcomeOn(here, event);
        if (here === undefined || outcome === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        const dropped = drag.take(event);
        if (dropped !== undefined && outcome.does !== 'nothing') onDrop(dropped, outcome, here);
      }),
    ];
    return () => {
      stops.forEach((stop) => stop());
      leave();
    };
  };

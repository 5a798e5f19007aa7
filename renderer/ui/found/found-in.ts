import type { Attachment } from 'svelte/attachments';
import { highlighted } from './highlight';

/**
 * Writes a text into an element, with what was searched for marked in it: `<span {@attach foundIn(text, words)}></span>`. The element has no other
 * content; the pieces that it has are used again, as a list shows other texts with every letter of a search.
 */
export const foundIn =
  (text: string, words: readonly string[]): Attachment<HTMLElement> =>
  (element) => {
    let next = element.firstChild;
    for (const piece of highlighted(text, words)) {
      const isLike = next !== null && (next.nodeName === 'MARK') === piece.found;
      const node = isLike && next !== null ? next : element.insertBefore(newPiece(piece.found), next);
      if (node.textContent !== piece.text) node.textContent = piece.text;
      next = node.nextSibling;
    }
    while (next !== null) {
      const last: ChildNode = next;
      next = last.nextSibling;
      last.remove();
    }
  };

const newPiece = (found: boolean): ChildNode =>
  found ? document.createElement('mark') : document.createTextNode('');

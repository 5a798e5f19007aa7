/** Whether a key belongs to a text field, so that it is not a shortcut. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  );
}

/** What the help dialog lists. */
export const SHORTCUTS: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['/', 'Ctrl F'], does: 'Search repositories' },
  { keys: ['↑', '↓'], does: 'Move in a list' },
  { keys: ['Enter'], does: 'Open what is marked' },
  { keys: ['1', '…', '7'], does: 'On an image’s page: its parts' },
  { keys: ['P'], does: 'Push what is marked on this machine; pull the marked image' },
  { keys: ['Space', 'Shift ↓', 'Ctrl A'], does: 'Choose one more row, several, or all of a list' },
  { keys: ['Shift F10'], does: 'The menu of what is chosen' },
  { keys: ['M'], does: 'Copy the chosen images to another repository' },
  { keys: ['T'], does: 'Tag the marked image' },
  { keys: ['S'], does: 'Sync the marked repository' },
  { keys: ['F'], does: 'Mark a repository as favourite, or take the mark away' },
  { keys: ['⌫'], does: 'Leave a folder for the one above' },
  { keys: ['C'], does: 'Copy the marked repository’s or image’s reference' },
  { keys: ['N'], does: 'Create a repository' },
  { keys: ['L'], does: 'Pull an image' },
  { keys: ['Ctrl J'], does: 'Show or hide jobs' },
  { keys: ['Ctrl ,'], does: 'Settings' },
  { keys: ['D'], does: 'Docker sign-in' },
  { keys: ['W'], does: 'Why does Docker not get in?' },
  { keys: ['O'], does: 'Overview: storage, cost, age' },
  { keys: ['A'], does: 'Activity: what was changed, with Undo' },
  { keys: ['Delete'], does: 'Delete the marked repository, or the chosen images' },
  { keys: ['V'], does: 'Findings of what is watched' },
  { keys: ['Enter'], does: 'On a chosen profile: its details' },
  { keys: ['Esc'], does: 'Close what is open' },
  { keys: ['?'], does: 'This help' },
];

import type { ImagePart } from '../../state/workspace.svelte';

/** The parts of an image's screen, in their order. */
export const PARTS: { value: ImagePart; label: string }[] = [
  { value: 'overview', label: 'Overview' },
  { value: 'platforms', label: 'Platforms' },
  { value: 'config', label: 'Config' },
  { value: 'layers', label: 'Layers' },
  { value: 'referrers', label: 'Referrers' },
  { value: 'findings', label: 'Findings' },
  { value: 'raw', label: 'Raw' },
];

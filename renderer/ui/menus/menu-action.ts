import type { Component } from 'svelte';

/** One line of a menu. */
export interface MenuAction {
  label: string;
  icon: Component<{ size?: number | string }>;
  run: () => void;
  /** Why it cannot be done now; the line stays, and says so. */
  unless?: string | undefined;
  danger?: boolean;
  /** A line is drawn above it. */
  apart?: boolean;
}

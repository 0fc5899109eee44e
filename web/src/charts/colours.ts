// Colours by name: the values stand in the style sheet, so that a chart follows the colour scheme and the printer.

export const INK = "var(--ink)";
export const QUIET = "var(--ink-2)";
export const GRID = "var(--grid)";
export const LINE = "var(--line-strong)";
export const PAPER = "var(--paper)";
export const BAR = "var(--mark-1)";
export const MARKED = "var(--mark-2)";

/** Six series that colour-blind readers can tell apart, each with a shape of its own beside. */
export const SERIES = [1, 2, 3, 4, 5, 6].map((number) => `var(--mark-${number})`);
export const SHAPES = ["circle", "square", "triangle", "diamond", "star", "wye"] as const;

// Steps that leave out the middle greys on which neither dark nor light text can be read.
const STEPS = [0, 0.22, 0.45, 0.82, 1];

/** One of five steps for a share between 0 and 1. */
export const step = (share: number): number => Math.min(STEPS.length - 1, Math.floor(Math.max(0, share) * STEPS.length));

/** The colour of a step, from low to high. */
export const shade = (index: number): string =>
  `color-mix(in oklab, var(--scale-high) ${(STEPS[index] ?? 0) * 100}%, var(--scale-low))`;

/** Text that can be read on a step. */
export const onShade = (index: number): string => (index < 3 ? INK : PAPER);

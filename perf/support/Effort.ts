/** How much time a run takes: for figures, or only to see that everything holds. */
export type Effort = 'full' | 'quick';

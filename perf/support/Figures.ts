/** What one process measured, by name; the name ends with the unit. */
export type Figures = Readonly<Record<string, number>>;

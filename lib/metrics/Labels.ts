/** Labels of a series, or those that every series has. */
export type Labels = Readonly<Partial<Record<string, string | number>>>;

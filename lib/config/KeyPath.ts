/** The keys that lead to a value, outermost first: `['log', 'level']`. */
export type KeyPath = readonly string[];

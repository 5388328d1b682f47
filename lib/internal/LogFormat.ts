/** A word of `log.format`: one JSON object a line, or text for people. */
export type LogFormat = 'json' | 'text';

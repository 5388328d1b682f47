const nothing = (): void => undefined;

/** A logger for what is crashed on purpose. */
export const silentLogger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

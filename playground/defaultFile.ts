import { fileURLToPath } from 'node:url';

/** Found from the compiled demo, so that it doesn't depend on the current directory. */
export const defaultFile = fileURLToPath(new URL('../../playground/kernel.toml', import.meta.url));

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from '../Answer.js';
import { ConfigMemory } from './ConfigMemory.js';
import { frames } from './frames.js';
import { pageFiles } from './pageFiles.js';
import type { PageSource } from './PageSource.js';
import { Streams } from './Streams.js';

/** A page for people, `/`, and all that it asks for. */
export interface Page {
  /** What is answered at once, by path. */
  readonly files: ReadonlyMap<string, Answer>;
  /** The path of the event stream. */
  readonly stream: string;
  /** Answers with the event stream. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Ends all streams and forgets the node. */
  readonly close: () => void;
}

/** Reads what the page consists of. The node isn't looked at until somebody looks at the page. */
export async function openPage(source: PageSource): Promise<Page> {
  const files = await pageFiles();
  const memory = new ConfigMemory(source.config);
  const streams = new Streams(frames(source, memory));
  return {
    files,
    stream: '/page/events',
    answer: (request, response) => streams.answer(request, response),
    close: () => {
      streams.close();
      memory.unsubscribe();
    },
  };
}

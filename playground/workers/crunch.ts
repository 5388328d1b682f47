import { parentLink } from 'ron-kernel';
import { AnomalyScorer } from '../AnomalyScorer.js';
import { crashOnPurpose } from '../crashOnPurpose.js';
import type { CrunchEvent } from '../DemoEvent.js';
import type { CrunchMessage } from '../CrunchMessage.js';

const scorer = new AnomalyScorer();
const link = parentLink<CrunchMessage, CrunchEvent>();

link.answer((message): CrunchEvent | undefined => {
  if (message.type === 'rollup.window') return { type: 'crunch.scored', ...scorer.score(message) };
  // In a turn of its own, where nobody catches it: the thread dies of it.
  setImmediate(crashOnPurpose);
  return undefined;
});

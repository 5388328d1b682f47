import type { Play, Played } from './Play.js';

/** How many steps are taken in all to try a failing play with fewer moves. */
const EFFORT = 50_000;

type Replay = (play: Play) => Promise<Played>;

/**
 * The same failure with as few steps and moves as it takes: whole stretches of moves are left out
 * as long as the same invariant fails, then smaller ones.
 */
export async function shrink(
  play: Play,
  failed: Played,
  replay: Replay,
): Promise<{ readonly play: Play; readonly played: Played }> {
  let best = { play: { ...play, steps: failed.steps }, played: failed };
  let moves = failed.moved;
  let effort = 0;
  for (let size = Math.ceil(moves.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < moves.length && effort < EFFORT;) {
      const rest = [...moves.slice(0, at), ...moves.slice(at + size)];
      const smaller: Play = { ...best.play, only: new Set(rest) };
      const played = await replay(smaller);
      effort += played.steps;
      if (played.problem?.invariant === failed.problem?.invariant) {
        best = { play: { ...smaller, steps: played.steps }, played };
        moves = played.moved;
      } else at += size;
    }
  }
  return best;
}

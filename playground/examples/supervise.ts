// A sensor that fails is subscribed again, ever later, until it failed too often.
import { concat, defer, from, lastValueFrom, tap, throwError } from 'rxjs';
import { exponential, fullJitter, RestartLimitExceededError, supervise } from 'ron-kernel';

let connections = 0;
const sensor$ = defer(() => {
  console.log(`connection ${++connections}`);
  const lost$ = throwError(() => new Error('connection lost'));
  return concat(from([20.5, 21, 21.5]), lost$);
});

const healing$ = sensor$.pipe(
  supervise({
    restart: 'permanent',
    backoff: exponential({ base: 10, cap: 100, jitter: fullJitter }),
    limit: { restarts: 3, within: 60_000 },
  }),
  tap((celsius) => console.log(`${celsius} °C`)),
);

try {
  await lastValueFrom(healing$);
} catch (error) {
  if (!(error instanceof RestartLimitExceededError)) throw error;
  console.log(`gave up: ${error.message}`);
}

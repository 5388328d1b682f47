/** What the guides' nodes take for granted: somebody presses Ctrl-C when he has seen enough. */
const waiting = setInterval(() => {
  if (process.listenerCount('SIGINT') === 0) return;
  clearInterval(waiting);
  setTimeout(() => process.kill(process.pid, 'SIGINT'), 300);
}, 20);

export {};

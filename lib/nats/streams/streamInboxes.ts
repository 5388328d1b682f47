import { StreamInbox, type StreamInboxOptions } from './StreamInbox.js';

/** An inbox for each subject that is received at least once. */
export function streamInboxes(
  options: Omit<StreamInboxOptions, 'route' | 'consuming' | 'subject' | 'durable'>,
): StreamInbox[] {
  return options.plan.receive.flatMap((route) => {
    const { consuming, subjects } = route;
    if (consuming === undefined) return [];
    return subjects.map((subject) => {
      // A consumer is for one subject: where there are several, the shard's number tells them apart.
      const shard = subjects.length === 1 ? '' : `-${subject.slice(subject.lastIndexOf('.') + 1)}`;
      const durable = `${consuming.durable}${shard}`;
      return new StreamInbox({ ...options, route, consuming, subject, durable });
    });
  });
}

import { connect, type Socket } from 'node:net';

/** What a question came to: the answer's status, or why there is none. */
export type Reply =
  | { readonly status: number }
  /** `unheard` if the server had closed the connection already: the question may be put again on another. */
  | { readonly failure: string; readonly unheard: boolean };

const END = '\r\n\r\n';

/** Characters within which an answer's headers have to end. */
const LONGEST_HEAD = 4_096;

/**
 * A connection that stays open, on which one question at a time is asked. It only looks for an answer's status and
 * end: `node:http`'s client took 0.1 to 0.2 ms longer over each, as long as the node, and that was in the figures.
 */
export class ProbeConnection {
  private readonly question: string;
  private readonly socket: Socket;
  private reply: ((reply: Reply) => void) | undefined;
  private answers = 0;
  private head = '';
  private status = 0;
  /** Bytes of the body that are yet to come, once the headers are there. */
  private left: number | undefined;

  constructor(host: string, port: number, path: string) {
    this.question = `GET ${path} HTTP/1.1\r\nHost: ${host}:${String(port)}\r\n\r\n`;
    this.socket = connect({ host, port, noDelay: true })
      .on('data', (bytes) => this.take(bytes))
      .on('error', ({ message }) => this.fail(message))
      .on('close', () => this.fail('the connection was closed'));
  }

  /** Whether a question can be asked, as far as is known. */
  get open(): boolean {
    return this.socket.writable;
  }

  /** Asks, and tells once what it came to. */
  ask(reply: (reply: Reply) => void): void {
    if (this.reply !== undefined) throw new Error('a question waits for its answer already');
    this.reply = reply;
    this.socket.write(this.question);
  }

  private take(bytes: Buffer): void {
    if (this.left !== undefined) this.left -= bytes.length;
    else {
      const before = this.head.length;
      this.head += bytes.toString('latin1', 0, LONGEST_HEAD);
      const end = this.head.indexOf(END);
      if (end < 0) {
        if (this.head.length >= LONGEST_HEAD)
          this.refuse('an answer without an end of its headers');
        return;
      }
      const length = /^content-length: *(\d+)/im.exec(this.head)?.[1];
      if (length === undefined) {
        this.refuse('an answer without a Content-Length');
        return;
      }
      this.status = Number(this.head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length));
      this.left = Number(length) - (bytes.length - (end + END.length - before));
    }
    if (this.left < 0) {
      this.refuse('an answer that is longer than its Content-Length');
      return;
    }
    if (this.left === 0) this.settle({ status: this.status });
  }

  private fail(failure: string): void {
    // Nothing of an answer on a connection that has answered before: Node.js's documentation says to ask again.
    this.settle({ failure, unheard: this.answers > 0 && this.head === '' });
  }

  private refuse(failure: string): void {
    this.settle({ failure, unheard: false });
    this.socket.destroy();
  }

  private settle(reply: Reply): void {
    const tell = this.reply;
    this.reply = undefined;
    this.head = '';
    this.left = undefined;
    this.answers += 1;
    tell?.(reply);
  }
}

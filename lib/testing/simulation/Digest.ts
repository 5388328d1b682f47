/** A fingerprint of everything that is added, in order: FNV-1a. */
export class Digest {
  private hash = 0x811c9dc5;

  add(text: string): void {
    for (let at = 0; at < text.length; at++) {
      this.hash = Math.imul(this.hash ^ text.charCodeAt(at), 0x01000193);
    }
  }

  get text(): string {
    return (this.hash >>> 0).toString(16).padStart(8, '0');
  }
}

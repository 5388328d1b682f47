import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { number, object } from 'yup';
import { configOf } from '../../support/configText.js';

/** A config file of some size that is changed again and again, atomically, as programs do. */
export class EditedFile {
  readonly path: string;
  /** Its `edit` is how often it was changed. */
  readonly schema;
  /** How often it was changed. */
  edits = 0;
  private readonly folder = mkdtempSync(join(tmpdir(), 'config-reload-'));
  private readonly rest: string;

  constructor(bytes: number) {
    const { schema, text } = configOf(bytes);
    this.schema = object({ edit: number().integer().required(), sections: schema });
    this.rest = text(0).replaceAll('[service', '[sections.service');
    this.path = join(this.folder, 'app.toml');
    this.write();
  }

  /** Changes it, before this returns. */
  change(): void {
    this.edits += 1;
    this.write();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private write(): void {
    const next = `${this.path}.next`;
    writeFileSync(next, `edit = ${this.edits}\n${this.rest}`);
    renameSync(next, this.path);
  }
}

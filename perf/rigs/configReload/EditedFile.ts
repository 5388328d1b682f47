import { number, object } from 'yup';
import { configOf } from '../../support/configText.js';
import { ReplacedFile } from '../support/ReplacedFile.js';

/** A config file of some size that is changed again and again. */
export class EditedFile {
  /** Its `edit` is how often it was changed. */
  readonly schema;
  /** How often it was changed. */
  edits = 0;
  private readonly file = new ReplacedFile('app.toml');
  private readonly rest: string;

  constructor(bytes: number) {
    const { schema, text } = configOf(bytes);
    this.schema = object({ edit: number().integer().required(), sections: schema });
    this.rest = text(0).replaceAll('[service', '[sections.service');
    this.write();
  }

  get path(): string {
    return this.file.path;
  }

  /** Changes it, before this returns. */
  change(): void {
    this.edits += 1;
    this.write();
  }

  remove(): void {
    this.file.remove();
  }

  private write(): void {
    this.file.write(`edit = ${this.edits}\n${this.rest}`);
  }
}

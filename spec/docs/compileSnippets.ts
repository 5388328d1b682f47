import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import ts from 'typescript';
import type { Snippet } from './extractSnippets.js';

/** A snippet as a script, or what the compiler has against it. */
export interface CompiledSnippet {
  readonly script: string;
  readonly errors: string;
}

/**
 * Compiles every snippet in a folder of its own below `folder`, beside a copy of all `preludes`.
 * `folder` lies within the package, so that 'ron-kernel' means the built package, through its exports.
 */
export function compileSnippets(
  root: string,
  folder: string,
  preludes: string,
  snippets: readonly Snippet[],
): CompiledSnippet[] {
  const files = snippets.map((snippet, index) => {
    const home = join(folder, String(index));
    mkdirSync(home, { recursive: true });
    cpSync(preludes, home, { recursive: true });
    const file = join(home, 'snippet.ts');
    writeFileSync(file, `${preludeImport(home, snippet)}${snippet.code}\nexport {};\n`);
    return file;
  });

  const config: unknown = ts.readConfigFile(join(root, 'tsconfig.json'), (file) =>
    ts.sys.readFile(file),
  ).config;
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(files, {
    ...options,
    composite: false,
    declaration: false,
    declarationMap: false,
    incremental: false,
    noUnusedLocals: false,
    paths: {},
  });
  const diagnostics = [...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics];
  return files.map((file, index) => ({
    script: file.replace(/ts$/, 'js'),
    errors: diagnostics
      .filter((diagnostic) => homeOf(folder, diagnostic) === String(index))
      .map((diagnostic) => describe(diagnostic, snippets[index]))
      .join('\n'),
  }));
}

function homeOf(folder: string, { file }: ts.Diagnostic): string | undefined {
  return file && relative(folder, file.fileName).split(/[/\\]/)[0];
}

function describe({ file, start, messageText }: ts.Diagnostic, snippet?: Snippet): string {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  const { line } = file?.getLineAndCharacterOfPosition(start ?? 0) ?? { line: 0 };
  const where =
    file && !file.fileName.endsWith('/snippet.ts')
      ? `${basename(file.fileName)}:${line + 1}`
      : `${snippet?.file ?? ''}:${(snippet?.line ?? 1) + line}`;
  return `${where}: ${message}`;
}

/** Imports, in front of the first line, what the prelude exports and the snippet doesn't declare. */
function preludeImport(home: string, { prelude, code }: Snippet): string {
  if (prelude === undefined) return '';
  const own = declarations(code).map(({ name }) => name);
  const names = declarations(readFileSync(join(home, `${prelude}.ts`), 'utf8'))
    .filter(({ name, exported }) => exported && !own.includes(name))
    .map(({ name, isType }) => (isType ? `type ${name}` : name));
  return `import { ${names.join(', ')} } from './${prelude}.js'; `;
}

interface Declaration {
  readonly name: string;
  readonly exported: boolean;
  readonly isType: boolean;
}

/** What a module declares or imports at its top level. */
function declarations(code: string): Declaration[] {
  const source = ts.createSourceFile('module.ts', code, ts.ScriptTarget.Latest, true);
  return source.statements.flatMap((statement) => {
    const exported =
      ts.canHaveModifiers(statement) &&
      (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    const isType = ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement);
    return namesOf(statement).map((name) => ({ name, exported, isType }));
  });
}

function namesOf(node: ts.Node): string[] {
  if (ts.isIdentifier(node)) return [node.text];
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.flatMap(namesOf);
  if (ts.isImportDeclaration(node)) return node.importClause ? namesOf(node.importClause) : [];
  if (ts.isImportClause(node)) {
    return [node.name, node.namedBindings].flatMap((part) => (part ? namesOf(part) : []));
  }
  if (
    ts.isNamedImports(node) ||
    ts.isObjectBindingPattern(node) ||
    ts.isArrayBindingPattern(node)
  ) {
    return node.elements.flatMap(namesOf);
  }
  const { name } = node as { readonly name?: ts.Node };
  return name ? namesOf(name) : [];
}

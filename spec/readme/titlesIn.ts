import ts from 'typescript';

/** The functions that take a title first, by themselves or after `.each(…)`, `.skipIf(…)` and the like. */
const RUNNERS = new Set(['describe', 'it', 'test']);

/** The titles of a spec file, those of its groups included; what a template fills in is left as `${…}`. */
export function titlesIn(code: string): string[] {
  const source = ts.createSourceFile('spec.ts', code, ts.ScriptTarget.Latest, true);
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && RUNNERS.has(runnerOf(node.expression))) {
      const [title] = node.arguments;
      if (title && ts.isStringLiteralLike(title)) titles.push(title.text);
      else if (title && ts.isTemplateExpression(title)) titles.push(title.getText().slice(1, -1));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

/** `it` of `it`, `it.skip`, `it.each(cases)` and `it.skipIf(away).each(cases)`. */
function runnerOf(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) {
    return runnerOf(node.expression);
  }
  return '';
}

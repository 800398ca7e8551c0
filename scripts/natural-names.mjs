/**
 * To keep names, esbuild defines that of each function whenever it is made. For the closures of a request that is a hidden
 * class each, and more work than calling them; and nearly always the language gives them that very name. This takes the
 * definitions out again where it does, without moving anything, so that the source map stays true. Classes, which are
 * defined once, and functions in place of classes keep theirs.
 */
import ts from 'typescript';

const DEFINED = '__name';

/** @param {string} code a bundle @returns {string} of the same length */
export function withNaturalNames(code) {
  const file = ts.createSourceFile('bundle.js', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const blanks = [];
  const visit = (node) => {
    if (isDefinition(node)) blanks.push(...blanksOf(node, file));
    ts.forEachChild(node, visit);
  };
  visit(file);
  if (!blanks.length) throw new Error('esbuild keeps names in another way now');
  return blankOut(code, blanks);
}

function isDefinition(node) {
  return (
    ts.isCallExpression(node) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === DEFINED &&
    node.arguments.length === 2 &&
    ts.isStringLiteral(node.arguments[1])
  );
}

/** What is in the way of the name the language gives; nothing where that would be another one that may matter. */
function blanksOf(node, file) {
  const [target, name] = node.arguments;
  if (ts.isIdentifier(target)) {
    const isDeclared = target.text === name.text || !isClassName(name.text);
    return isDeclared && ts.isExpressionStatement(node.parent) ? [[node.getStart(file), node.getEnd()]] : [];
  }
  if (!ts.isArrowFunction(target) && !ts.isFunctionExpression(target)) return [];
  if (isClassName(name.text)) return [];
  return [
    [node.expression.getStart(file), node.expression.getEnd()],
    [target.getEnd(), name.getEnd()],
  ];
}

const isClassName = (name) => !/^[a-z]/.test(name);

function blankOut(code, blanks) {
  let result = '';
  let at = 0;
  for (const [from, to] of blanks.sort(([a], [b]) => a - b)) {
    result += code.slice(at, from) + ' '.repeat(to - from);
    at = to;
  }
  return result + code.slice(at);
}

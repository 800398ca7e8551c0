/**
 * Checks answers against the shape they were asked for in. Schemas come from strangers: they are bounded, refer to nothing
 * outside, match patterns in linear time, and are given up on when they take too long. Pure.
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { AppError } from '../../common/app-error.js';
import type { ResponseFormat } from './response-format.js';
import { safePattern } from './safe-pattern.js';
import { withinMs } from './within-ms.js';

/** UTF-16 units of a schema as JSON, and how deep it may go. */
const LARGEST_SCHEMA = 64_000;
const DEEPEST_SCHEMA = 40;
/** UTF-16 units of an answer that is checked. */
const LONGEST_ANSWER = 1_000_000;
/** By the wall clock: a machine under load must not refuse what is harmless. */
const COMPILE_MS = 2000;
const CHECK_MS = 1000;
const MOST_PROBLEMS = 5;

export type Checked = { ok: true; json: string } | { ok: false; problem: string };

export class OutputCheck {
  private readonly validate?: ValidateFunction;

  /** Throws `validation_failed` for a schema that cannot be used. */
  constructor(format: ResponseFormat) {
    if (format.type === 'json_schema') this.validate = compiled(format.json_schema.schema);
  }

  /** `json` is the answer without what models like to put around it. */
  check(answer: string): Checked {
    const json = unfenced(answer);
    if (json.length > LONGEST_ANSWER) return { ok: false, problem: `it is longer than ${LONGEST_ANSWER} characters.` };
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch (error) {
      return { ok: false, problem: `it is not JSON (${(error as Error).message.slice(0, 200)}).` };
    }
    const problem = this.validate ? misfit(this.validate, value) : objectProblem(value);
    return problem === undefined ? { ok: true, json } : { ok: false, problem };
  }
}

const FENCED = /^```[a-zA-Z]{0,10}\s*\n([\s\S]*?)\n?```$/;

function unfenced(answer: string): string {
  const text = answer.trim();
  return FENCED.exec(text)?.[1]?.trim() ?? text;
}

function objectProblem(value: unknown): string | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? undefined : 'it is not a JSON object.';
}

function misfit(validate: ValidateFunction, value: unknown): string | undefined {
  try {
    if (withinMs(CHECK_MS, () => validate(value))) return undefined;
  } catch (error) {
    return isGivenUp(error)
      ? 'checking it against the schema takes too long.'
      : 'it cannot be checked against the schema.';
  }
  const problems = (validate.errors ?? [])
    .slice(0, MOST_PROBLEMS)
    .map(({ instancePath, message }) => `${instancePath || 'the answer'} ${message ?? 'does not fit'}`);
  return `${problems.join('; ')}.`.slice(0, 1000);
}

const isGivenUp = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

function compiled(schema: Record<string, unknown>): ValidateFunction {
  refuseHuge(schema);
  // One that knows nothing but this schema: no identifier of one user is seen by another.
  const options = { strict: false, logger: false, validateFormats: false } as const;
  const ajv = new Ajv2020({ ...options, ownProperties: true, code: { regExp: safePattern } });
  try {
    return withinMs(COMPILE_MS, () => ajv.compile(schema));
  } catch (error) {
    throw invalid(
      isGivenUp(error) ? 'takes too long to compile' : `is no usable JSON schema: ${(error as Error).message}`,
    );
  }
}

function refuseHuge(schema: Record<string, unknown>): void {
  if (depthOf(schema) > DEEPEST_SCHEMA) throw invalid(`is nested more than ${DEEPEST_SCHEMA} deep`);
  const text = JSON.stringify(schema);
  if (text.length > LARGEST_SCHEMA) throw invalid(`is longer than ${LARGEST_SCHEMA} characters`);
  const refs = [...text.matchAll(/"\$(?:ref|dynamicRef)":"([^"]{0,300})/g)].map(([, target]) => target!);
  if (refs.some((target) => !target.startsWith('#')))
    throw invalid('may refer to itself only: each $ref begins with #');
  if (/"\$id":/.test(text)) throw invalid('may have no $id');
}

/** Stops looking one beyond what is allowed. */
function depthOf(value: unknown, above = 0): number {
  if (typeof value !== 'object' || value === null || above > DEEPEST_SCHEMA) return above;
  return Math.max(above + 1, ...Object.values(value).map((member) => depthOf(member, above + 1)));
}

function invalid(problem: string): AppError {
  const message = `the schema ${problem}`.slice(0, 500);
  return new AppError('validation_failed', undefined, { details: [{ field: 'response_format', message }] });
}

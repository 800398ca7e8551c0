/** The shapes of what is said about model servers beyond the first, about aliases, and about what models can do. */
import { z } from 'zod';
import { jsonSetting } from './json-setting.js';
import { httpUrl } from './variable-kinds.js';

/** The name of the server at LLM_API_URL. */
export const DEFAULT_UPSTREAM = 'default';

const MOST_UPSTREAMS = 32;
const MOST_ALIASES = 100;
const MOST_MODELS = 500;
const MOST_TARGETS = 8;

const name = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'a name is made of a-z, 0-9, - and _, at most 40 of them');
const modelName = z.string().trim().min(1, 'a model needs a name').max(200, 'a model name has at most 200 characters');

const upstream = z.strictObject({
  name,
  url: httpUrl,
  /** Empty: none is sent. */
  key: z.string().default(''),
  /** Empty: what the server lists. */
  models: z.array(modelName).max(MOST_MODELS).default([]),
});

const profile = z.strictObject({
  context_tokens: z.number().int().min(256).max(100_000_000).optional(),
  tools: z.boolean().optional(),
  vision: z.boolean().optional(),
  json_schema: z.boolean().optional(),
});

export type UpstreamSettings = z.output<typeof upstream>;
/** Alias -> models, the first choice first; each `model` or `model@upstream`. */
export type RouteSettings = Readonly<Record<string, readonly string[]>>;
/** By `model` or, more precisely, `model@upstream`. */
export type ProfileSettings = Readonly<Record<string, z.output<typeof profile>>>;

export const upstreamList = jsonSetting(
  z
    .array(upstream)
    .max(MOST_UPSTREAMS)
    .superRefine((list, context) => {
      const twice = list.find(({ name }, i) => list.findIndex((other) => other.name === name) !== i);
      if (twice) context.addIssue({ code: 'custom', message: `two servers are called "${twice.name}"; rename one` });
      if (list.some(({ name }) => name === DEFAULT_UPSTREAM)) {
        const message = `"${DEFAULT_UPSTREAM}" is the server at LLM_API_URL; choose another name`;
        context.addIssue({ code: 'custom', message });
      }
    }),
  '[{"name":"big","url":"http://gpu-2:8000","key":"","models":["some-model"]}]',
  '[]',
);

export const routeTable = jsonSetting(
  z
    .record(modelName, z.array(modelName).min(1, 'an alias needs at least one model').max(MOST_TARGETS))
    .refine((routes) => Object.keys(routes).length <= MOST_ALIASES, `there may be at most ${MOST_ALIASES} aliases`),
  '{"fast":["small@default","small@big"]}',
);

export const profileTable = jsonSetting(
  z.record(modelName, profile),
  '{"some-model":{"context_tokens":32768,"tools":true,"vision":false,"json_schema":true}}',
);

/** Where a model is asked for: `model@upstream` where that server exists, else the name alone. */
export function splitTarget(name: string, upstreams: ReadonlySet<string>): { model: string; upstream?: string } {
  const at = name.lastIndexOf('@');
  const upstream = name.slice(at + 1);
  return at > 0 && upstreams.has(upstream) ? { model: name.slice(0, at), upstream } : { model: name };
}

/** What is wrong between aliases and servers: a sentence that names the mend, or undefined. */
export function routeProblem(routes: RouteSettings, upstreams: readonly UpstreamSettings[]): string | undefined {
  const names = new Set([DEFAULT_UPSTREAM, ...upstreams.map((one) => one.name)]);
  for (const [alias, targets] of Object.entries(routes)) {
    for (const target of targets) {
      if (target === alias || (Object.hasOwn(routes, target) && !target.includes('@')))
        return `"${alias}" leads to the alias "${target}"; name models there, as "model@upstream"`;
      const [, upstream] = /^.+@([a-z0-9_-]+)$/.exec(target) ?? [];
      if (upstream !== undefined && !names.has(upstream)) {
        const known = [...names].join(', ');
        return `"${alias}" names "${target}", but no server is called "${upstream}"; add it to LLM_UPSTREAMS or use one of: ${known}`;
      }
    }
  }
  return undefined;
}

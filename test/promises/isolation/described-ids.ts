/** Which places of the OpenAPI document take ids: what the matrix must have a column for. */
import type { Json } from '../../support/call.js';

/** Names of fields that take an id or a name of somebody's thing. */
const NAMED = /(^|_)ids?$|^(agent|tone|handoffs|attachments|documents|parent|change)$/;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** `post /api/chat session_id`: the same for the table's `POST /api/chat` and `body.session_id`. */
export function slotOf(route: string, slot: string): string {
  const [method = '', path = ''] = route.split(' ');
  const name = slot.slice(slot.indexOf('.') + 1).replaceAll('[]', '');
  return `${method.toLowerCase()} ${path} ${name}`;
}

export function describedIds(document: Json): string[] {
  const slots: string[] = [];
  for (const [path, item] of Object.entries(document.paths as Json)) {
    for (const method of METHODS.filter((one) => (item as Json)[one])) {
      const operation = (item as Json)[method];
      const names = ((operation.parameters ?? []) as Json[])
        .filter((parameter) => parameter.in !== 'header' && isId(parameter.name, parameter.schema, document))
        .map(({ name }) => name as string);
      for (const { schema } of Object.values((operation.requestBody?.content ?? {}) as Json) as Json[]) {
        names.push(...idsOf(schema, document, '', 0));
      }
      const route = path.replace(/\{(\w+)\}/g, ':$1');
      slots.push(...names.map((name) => `${method} ${route} ${name}`));
    }
  }
  return [...new Set(slots)];
}

export const resolveSchema = (schema: Json, document: Json): Json =>
  schema?.$ref ? document.components.schemas[schema.$ref.split('/').pop()] : (schema ?? {});

function isId(name: string, schema: Json, document: Json): boolean {
  const { format, items } = resolveSchema(schema, document);
  return NAMED.test(name) || format === 'uuid' || items?.format === 'uuid';
}

/** Into objects and lists of objects, as far as requests go. */
function idsOf(given: Json, document: Json, prefix: string, depth: number): string[] {
  if (depth > 4) return [];
  const fields = Object.entries((resolveSchema(given, document).properties ?? {}) as Json) as [string, Json][];
  return fields.flatMap(([name, schema]) => {
    const at = `${prefix}${name}`;
    const inner = [schema, schema.items, ...(schema.allOf ?? []), ...(schema.oneOf ?? [])].filter(Boolean);
    const below = inner.flatMap((one: Json) => idsOf(one, document, `${at}.`, depth + 1));
    return isId(name, schema, document) ? [at, ...below] : below;
  });
}

/**
 * Search over many passages of one account in this process: import of texts with given vectors against FTS5 alone, hybrid
 * retrieval against FTS5 and a one-bit scan one after the other, the vector query alone against HNSW where hnswlib-node is
 * installed. argv: folder, rows, queries, rounds, node_modules with hnswlib-node or nothing. Prints one line of JSON.
 */
import path from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { openOneBitScan } from '../floors/one-bit-scan.mjs';
import { median } from '../harness/statistics.mjs';
import { passages, questions } from '../workload.mjs';
import { openHnsw } from './hnsw.mjs';
import { openLibrary } from './library.mjs';
import { exactThreshold, meanOf, similarityOf, syntheticVectors } from './synthetic-vectors.mjs';

const [folder, rowsText, queriesText, roundsText, modules] = process.argv.slice(2);
const [rows, queries, rounds] = [rowsText, queriesText, roundsText].map(Number);
const AXES = 384;
const NEAREST = 10;
const BATCH = 1000;
/** Within what storing as 16-bit integers may change a similarity. */
const TOLERANCE = 1e-4;

const progress = (text) => process.stderr.write(`${text}\n`);
const round = (value) => Number(value.toPrecision(4));

function openFts() {
  const connection = new BetterSqlite(path.join(folder, 'fts.db'));
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL']) connection.pragma(pragma);
  connection.exec('CREATE VIRTUAL TABLE passage USING fts5 (text)');
  const insert = connection.prepare('INSERT INTO passage (rowid, text) VALUES (?, ?)');
  const search = connection.prepare('SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT 10').pluck();
  const words = (text) => (text.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => `"${word}"`).join(' OR ');
  return {
    add: connection.transaction((texts, from) => texts.forEach((text, at) => insert.run(from + at, text))),
    search: (question) => search.all(words(question)),
  };
}

/** @returns {Promise<number>} rows a second */
async function rateOf(from, to, addBatch) {
  const started = performance.now();
  for (let at = from; at < to; at += BATCH) await addBatch(at, Math.min(to, at + BATCH));
  return round((to - from) / ((performance.now() - started) / 1000));
}

/** Imports turn about, a part a round; the first part, in which code is compiled, is not counted. */
async function importAll({ library, fts, texts, vectors, ids }) {
  const result = { rai: [], floor: [] };
  const part = Math.ceil(rows / (rounds + 1));
  const passage = (row) => ({ id: ids[row], text: texts[row], vector: vectors[row] });
  for (let from = 0; from < rows; from += part) {
    const to = Math.min(rows, from + part);
    const floor = () => rateOf(from, to, (a, b) => fts.add(texts.slice(a, b), a));
    const own = () =>
      rateOf(from, to, (a, b) =>
        library.add(
          Array.from({ length: b - a }, (_, at) => passage(a + at)),
          a,
        ),
      );
    if ((from / part) % 2) result.rai.push(await own());
    result.floor.push(await floor());
    if (!((from / part) % 2)) result.rai.push(await own());
    progress(`imported ${to} passages`);
  }
  for (const rates of Object.values(result)) rates.shift();
  return result;
}

/** The median time of each way, a figure a round, in milliseconds. */
async function timesOf(ways, asked) {
  const result = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (const way of Object.values(ways)) for (const each of asked) await way(each);
  for (let at = 0; at < rounds; at++) {
    for (const [name, way] of Object.entries(ways)) {
      const took = [];
      for (const each of asked) {
        const started = performance.now();
        await way(each);
        took.push(performance.now() - started);
      }
      result[name].push(round(median(took)));
    }
  }
  return result;
}

/** Share of what was found that is among the true nearest. @param {(query: object) => Iterable<number>} find rows */
async function recallOf(find, asked, vectors) {
  let found = 0;
  for (const each of asked)
    for (const row of await find(each))
      if (similarityOf(vectors[row], each.vector) >= each.threshold - TOLERANCE) found++;
  return round(found / (asked.length * NEAREST));
}

const texts = passages(rows);
const vectors = syntheticVectors(rows, AXES, 1);
const centre = meanOf(syntheticVectors(256, AXES, 2));
const library = await openLibrary(folder, centre);
const ids = Array.from(texts, () => library.newId());
const rowOf = new Map(ids.map((id, row) => [id, row]));
const fts = openFts();
progress('vectors and passages made');
const imports = await importAll({ library, fts, texts, vectors, ids });
const vectorImport = await rateOf(0, rows, (from, to) =>
  library.addVectors(
    Array.from({ length: to - from }, (_, at) => ({ id: ids[from + at], vector: vectors[from + at] })),
  ),
);
await library.tidy();
const asking = syntheticVectors(queries, AXES, 3);
const asked = questions(queries).map((question, at) => {
  const vector = asking[at];
  return { question, vector, threshold: exactThreshold(vectors, vector, NEAREST) };
});
progress('imported, and the true nearest known');

const scan = openOneBitScan(vectors, centre);
const set = await library.openVectors();
const rowsOfSet = set.blocks.flatMap((block) =>
  Array.from({ length: block.rows }, (_, row) => rowOf.get(block.idOf(row))),
);
const nearest = ({ vector }) => Array.from(set.nearest(vector, NEAREST).rows, (row) => rowsOfSet[row]);
const dense = async ({ question, vector }) => {
  const { hits } = await library.search(question, vector, { mode: 'dense' });
  return hits.map(({ id }) => rowOf.get(id));
};
const hnsw = await openHnsw(modules, vectors, { asked, recall: (find) => recallOf(find, asked, vectors), progress });
const recall = {
  scan: await recallOf(({ vector }) => scan(vector, NEAREST), asked, vectors),
  rai: await recallOf(nearest, asked, vectors),
  search: await recallOf(dense, asked, vectors),
  ...(hnsw && { hnsw: hnsw.recall }),
};
const hybrid = await timesOf(
  {
    rai: ({ question, vector }) => library.search(question, vector),
    floor: ({ question, vector }) => [fts.search(question), scan(vector, NEAREST)],
    fts: ({ question }) => fts.search(question),
    words: ({ question, vector }) => library.search(question, vector, { vector: undefined }),
  },
  asked,
);
const alone = await timesOf(
  {
    rai: ({ vector }) => set.nearest(vector, NEAREST),
    scan: ({ vector }) => scan(vector, NEAREST),
    ...(hnsw && { hnsw: hnsw.search }),
  },
  asked,
);
await library.close();
const built = hnsw && { rate: round(hnsw.rate), efSearch: hnsw.efSearch };
console.log(JSON.stringify({ imports, vectorImport, recall, hybrid, alone, hnsw: built }));
process.exit(0);

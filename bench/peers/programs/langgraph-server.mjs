/** Starts the LangGraph server on a free port with more workers than the load has connections. */
import { startServer } from '@langchain/langgraph-api/server';

const WORKERS = 500;

const { host } = await startServer({
  host: '127.0.0.1',
  port: 0,
  nWorkers: WORKERS,
  cwd: process.cwd(),
  graphs: { chat: './langgraph-graph.mjs:graph' },
});
console.log(`listening http://${host}`);

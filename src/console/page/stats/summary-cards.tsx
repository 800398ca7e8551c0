import { compact, count, counted, milliseconds } from '../parts/words.js';

interface Percentiles {
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

export interface Summary {
  turns: number;
  messages: number;
  sessions: number;
  documents: number;
  memories: number;
  tokens: { prompt: number; completion: number; total: number };
  cost: number;
  errors: number;
  latency_ms: Percentiles;
  ttft_ms: Percentiles;
}

export function SummaryCards({ summary }: { summary: Summary }) {
  const { turns, messages, sessions, documents, memories, tokens, cost, errors, latency_ms, ttft_ms } = summary;
  return (
    <dl class="cards">
      <Card name="Turns" value={count(turns)} detail={counted(messages, 'message')} />
      <Card
        name="Tokens"
        value={compact(tokens.total)}
        detail={`${compact(tokens.prompt)} in, ${compact(tokens.completion)} out`}
      />
      <Card name="First token" value={milliseconds(ttft_ms.p50)} detail={tail(ttft_ms)} />
      <Card name="Whole answer" value={milliseconds(latency_ms.p50)} detail={tail(latency_ms)} />
      <Card
        name="Errors"
        value={count(errors)}
        detail={turns ? `${((100 * errors) / turns).toFixed(1)} % of turns` : ''}
      />
      <Card name="Cost" value={cost ? cost.toFixed(2) : '–'} detail={cost ? '' : 'no prices are set'} />
      <Card name="Conversations" value={count(sessions)} />
      <Card name="Documents" value={count(documents)} />
      <Card name="Memories" value={count(memories)} />
    </dl>
  );
}

const tail = ({ p95, p99 }: Percentiles): string => `p95 ${milliseconds(p95)}, p99 ${milliseconds(p99)}`;

function Card({ name, value, detail }: { name: string; value: string; detail?: string }) {
  return (
    <div class="stat">
      <dt>{name}</dt>
      <dd>
        <span class="value">{value}</span>
        {detail && <span class="quiet small">{detail}</span>}
      </dd>
    </div>
  );
}

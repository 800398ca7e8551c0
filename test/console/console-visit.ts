/** A person at the console: a browser on the built app with a scripted model behind it, and a note of all it does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ScriptedModel } from '../support/scripted-model/scripted-model.js';
import { type RunningApp, startApp } from '../support/start-app.js';

/** Set by `npm test` where a Chromium was found; with CI=true it refuses to run without one. */
export const CHROMIUM = process.env.TEST_CHROMIUM ?? '';

const WIDE = { width: 1280, height: 800 };
const WAIT_MS = 15_000;

export class ConsoleVisit {
  /** What the browser complained of. */
  readonly complaints: string[] = [];
  /** Addresses it asked, of other places than the app. */
  readonly strayRequests: string[] = [];
  /** Texts of alert boxes, which nothing of ours opens. */
  readonly alerts: string[] = [];

  private constructor(
    readonly app: RunningApp,
    readonly model: ScriptedModel,
    readonly page: Page,
    readonly folder: string,
    private readonly browser: Browser,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<ConsoleVisit> {
    const model = await new ScriptedModel().start();
    const app = await startApp({ env: { LLM_PROVIDER: 'openai', LLM_API_URL: model.url, ...env } });
    // Chromium's own sandbox does not work for root, which containers run as.
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const browser = await chromium.launch({ executablePath: CHROMIUM, args });
    const context = await browser.newContext({ viewport: WIDE, permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT_MS);
    const visit = new ConsoleVisit(app, model, page, mkdtempSync(join(tmpdir(), 'rai-console-')), browser);
    visit.watch(page);
    return visit;
  }

  /** Another tab of the same browser. */
  async tab(): Promise<Page> {
    const page = await this.page.context().newPage();
    page.setDefaultTimeout(WAIT_MS);
    this.watch(page);
    return page;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.app.stop();
    await this.model.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async register(username: string): Promise<void> {
    await this.page.goto(this.app.url);
    await this.page.getByRole('button', { name: 'Make an account' }).click();
    await this.page.getByLabel('User name').fill(username);
    await this.page.getByLabel('Password').fill('violet-harbour-ladder-42');
    await this.page.getByRole('button', { name: 'Make the account' }).click();
    await this.page.getByRole('heading', { name: 'What would you like to know?' }).waitFor();
  }

  async room(name: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
    await this.page.getByRole('heading', { name, level: 1 }).or(this.page.getByLabel('Your question')).waitFor();
  }

  async newConversation(): Promise<void> {
    await this.page.getByRole('link', { name: 'New conversation' }).click();
    await this.page.getByRole('heading', { name: 'What would you like to know?' }).waitFor();
  }

  async ask(question: string): Promise<void> {
    await this.page.getByLabel('Your question').fill(question);
    await this.page.keyboard.press('Enter');
  }

  /** Asks and waits for the whole answer. */
  async askAndWait(question: string): Promise<void> {
    const before = await this.finished().count();
    await this.ask(question);
    await this.finished().nth(before).waitFor();
  }

  answers() {
    return this.page.getByRole('article', { name: 'Answer' });
  }

  lastAnswer() {
    return this.answers().last().locator('.markdown');
  }

  /** Finished answers: only they can be rated. */
  finished() {
    return this.page.getByRole('button', { name: 'Good answer' });
  }

  /** Drops a file on the page's drop zone, as a person would from a folder. */
  drop(name: string, content: string, type = 'text/markdown'): Promise<void> {
    return this.dropOn('.drop-zone', name, content, type);
  }

  /** Browsers give a file only to what has said, while it was dragged over it, that it takes one. */
  async dropOn(place: string, name: string, content: string, type = 'text/markdown'): Promise<void> {
    const data = await this.page.evaluateHandle(
      ([fileName, text, mime]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text!], fileName!, { type: mime! }));
        return transfer;
      },
      [name, content, type],
    );
    const target = this.page.locator(place);
    const takes = await target.evaluate((element, dataTransfer) => {
      const over = new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer });
      return !element.dispatchEvent(over);
    }, data);
    if (!takes) throw new Error(`${place} takes no files`);
    await target.dispatchEvent('drop', { dataTransfer: data });
  }

  /** A picture under `folder`, and whether anything sticks out of the window, to the right or below. */
  async shot(name: string): Promise<{ bytes: number; overflows: boolean }> {
    const picture = await this.page.screenshot({ path: join(this.folder, `${name}.png`) });
    const overflows = await this.page.evaluate(() => {
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
      return scrollWidth > clientWidth || scrollHeight > clientHeight;
    });
    return { bytes: picture.length, overflows };
  }

  private watch(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('dialog', (dialog) => {
      this.alerts.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      const own = protocol === 'blob:' || protocol === 'data:' || origin === new URL(this.app.url).origin;
      if (!own) this.strayRequests.push(request.url());
    });
  }
}

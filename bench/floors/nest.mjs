/** The framework floor: Nest parses every token and emits it again; no accounts, no storage. env UPSTREAM_URL. */
import { Body, Controller, Post, Res } from '@nestjs/common';
import { createUpstreamClient } from './upstream-client.mjs';
import { decorateMethod, serveNest } from './nest-server.mjs';
import { openTurnStream } from './turn-stream.mjs';

const upstream = createUpstreamClient(process.env.UPSTREAM_URL);

class RelayController {
  async chat(body, response) {
    const messages = [{ role: 'user', content: body.message }];
    if (!body.streaming) {
      const text = await upstream.complete(body.model, messages);
      return response.status(200).json({ status: 'success', response: text });
    }
    const turn = openTurnStream(response, {});
    turn.end(await upstream.stream(body.model, messages, turn.text));
  }
}
decorateMethod(RelayController, 'chat', [Post('chat')], [Body(), Res()]);
Controller('api')(RelayController);

await serveNest({ controllers: [RelayController] });

/** The models on offer. */
import { Injectable } from '@nestjs/common';
import { priceNames } from '../common/price-names.js';
import { UsageConfig } from '../config/usage.config.js';
import { ChatModel } from '../platform/llm/chat-model.js';
import { toModelView } from './views/model.view.js';

@Injectable()
export class Models {
  constructor(
    private readonly model: ChatModel,
    private readonly prices: UsageConfig,
  ) {}

  async list() {
    const models = await this.model.listModels();
    const standard = this.model.status().model;
    const data = models.map((info) =>
      toModelView(info, standard, this.prices.priceOf(priceNames({ ...info, model: info.asked ?? info.id }))),
    );
    return { status: 'success' as const, data, has_more: false, next_cursor: null };
  }
}

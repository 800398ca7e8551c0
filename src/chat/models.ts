/** The models on offer. */
import { Injectable } from '@nestjs/common';
import { ChatModel } from '../platform/llm/chat-model.js';
import { toModelView } from './views/model.view.js';

@Injectable()
export class Models {
  constructor(private readonly model: ChatModel) {}

  async list() {
    const models = await this.model.listModels();
    const standard = this.model.status().model;
    const data = models.map((info) => toModelView(info, standard));
    return { status: 'success' as const, data, has_more: false, next_cursor: null };
  }
}

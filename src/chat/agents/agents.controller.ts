/** The routes of agents. */
import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../common/owner.js';
import { NeedsScope } from '../../http/access.decorators.js';
import { ApiErrors, ApiList, ApiSuccess, ApiSummary } from '../../http/api-docs.decorators.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { toListView } from '../../http/pagination.js';
import { BudgetView, toBudgetView } from '../../stats/budgets/budget.view.js';
import { Budgets } from '../../stats/budgets/budgets.js';
import { AgentDrafts } from './agent-draft.js';
import { AgentExport } from './agent-export.js';
import { AgentFileEntryView, ImportedAgentView, toFileEntry, toImportedView } from './agent-file.view.js';
import { CreateAgentDto, ImportAgentsDto, UpdateAgentDto } from './agent.dto.js';
import { AgentView, toAgentView } from './agent.view.js';
import { Agents } from './agents.js';

@ApiTags('chat')
@ApiBearerAuth()
@NeedsScope('chat')
@Controller('api/chat/agents')
export class AgentsController {
  constructor(
    private readonly agents: Agents,
    private readonly drafts: AgentDrafts,
    private readonly files: AgentExport,
    private readonly budgets: Budgets,
  ) {}

  @Post()
  @ApiSummary('Make an agent')
  @ApiSuccess({ agent: AgentView }, { status: 201, description: 'The agent.' })
  @ApiErrors('conflict', 'forbidden', 'not_found', 'quota_exceeded')
  async create(@CurrentUser() user: Principal, @Body() dto: CreateAgentDto) {
    const agent = await this.agents.create(user, await this.drafts.create(user, dto));
    return { status: 'success' as const, agent: toAgentView(agent) };
  }

  @Get()
  @ApiSummary('List agents', "One's own and shared ones, newest first.")
  @ApiList(AgentView)
  async list(@CurrentUser() user: Principal, @Query() { limit, cursor }: PageQueryDto) {
    return toListView(await this.agents.list(user, limit, cursor), toAgentView);
  }

  @Get('export')
  @ApiSummary("Export one's own agents", 'A file for `POST /api/chat/agents/import`, here or on another server.')
  @ApiSuccess({ format: { type: 'string' }, version: { type: 'integer' }, agents: [AgentFileEntryView] })
  async export(@CurrentUser() user: Principal) {
    const agents = (await this.files.own(user)).map(toFileEntry);
    return { status: 'success' as const, format: 'rai-chat-agents', version: 1, agents };
  }

  @Post('import')
  @ApiSummary('Import agents', 'Each on its own: one that cannot be made does not keep the others out.')
  @ApiSuccess({ agents: [ImportedAgentView] }, { status: 201, description: 'What became of each.' })
  async import(@CurrentUser() user: Principal, @Body() dto: ImportAgentsDto) {
    return { status: 'success' as const, agents: (await this.files.take(user, dto.agents)).map(toImportedView) };
  }

  @Get(':id')
  @ApiSummary('One agent', 'By id or name.')
  @ApiSuccess({ agent: AgentView })
  @ApiErrors('not_found')
  async get(@CurrentUser() user: Principal, @Param('id') id: string) {
    return { status: 'success' as const, agent: toAgentView(await this.agents.get(user, id)) };
  }

  @Get(':id/budget')
  @ApiSummary('What the budgets of an agent allow, and what is used of them', 'Of a shared one, by all accounts.')
  @ApiSuccess({ budgets: [BudgetView] })
  @ApiErrors('not_found')
  async budget(@CurrentUser() user: Principal, @Param('id') name: string) {
    const { id, definition } = await this.agents.get(user, name);
    const uses = await this.budgets.useOfAgent({ id, limits: definition.limits });
    return { status: 'success' as const, budgets: uses.map(toBudgetView) };
  }

  @Patch(':id')
  @ApiSummary('Change an agent', 'What is absent stays, null takes it away; the version goes up.')
  @ApiSuccess({ agent: AgentView })
  @ApiErrors('not_found', 'conflict', 'forbidden')
  async update(@CurrentUser() user: Principal, @Param('id') id: string, @Body() dto: UpdateAgentDto) {
    const agent = await this.agents.update(user, id, await this.drafts.update(user, dto));
    return { status: 'success' as const, agent: toAgentView(agent) };
  }

  @Delete(':id')
  @ApiSummary('Delete an agent')
  @ApiSuccess()
  @ApiErrors('not_found', 'forbidden')
  async remove(@CurrentUser() user: Principal, @Param('id') id: string) {
    await this.agents.remove(user, id);
    return { status: 'success' as const };
  }
}

import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Principal } from '../common/owner.js';
import { AdminOnly, NeedsScope } from '../http/access.decorators.js';
import { ApiErrors, ApiList, ApiSuccess, ApiSummary } from '../http/api-docs.decorators.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { PageQueryDto } from '../http/page-query.dto.js';
import { toListView } from '../http/pagination.js';
import { toDone } from './accounts/done.view.js';
import { CreateInviteDto } from './create-invite.dto.js';
import { InviteView, toInviteView, toNewInviteView } from './invites/invite.view.js';
import { Invites } from './invites/invites.js';

@ApiTags('admin')
@AdminOnly()
@NeedsScope('admin')
@Controller('api/admin/invites')
export class InvitesController {
  constructor(private readonly invites: Invites) {}

  @Get()
  @ApiSummary('List invites of all administrators, newest first')
  @ApiList(InviteView)
  async list(@Query() page: PageQueryDto) {
    return toListView(await this.invites.list(page), toInviteView);
  }

  @Post()
  @ApiSummary('Make an invite', 'Its code lets one person register and is in this answer only.')
  @ApiSuccess({ invite: InviteView, invite_code: { type: 'string' } }, { status: 201 })
  async create(@CurrentUser() caller: Principal, @Body() { expires_at: expiresAt }: CreateInviteDto) {
    return toNewInviteView(await this.invites.create(caller, expiresAt));
  }

  @Delete(':id')
  @ApiSummary('Withdraw an invite')
  @ApiSuccess()
  @ApiErrors('not_found')
  delete(@Param('id') id: string) {
    return toDone(this.invites.delete(id));
  }
}

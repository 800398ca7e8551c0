/** The OpenAPI 3.1 description of every route, made from the running application. */
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { addBodyExamples } from './add-body-examples.js';
import { addCommonErrors } from './add-common-errors.js';

const DESCRIPTION = `Sign in with \`POST /api/auth/register\` or \`/login\`, press **Authorize** and paste the access token
(or an API key). Answers are \`{"status":"success", …}\`; errors are \`{"status":"error","error","code","request_id"}\`
and their status follows from the code. Lists are paged by \`limit\` and \`cursor\`.`;

export function openApiDocument(app: INestApplication): OpenAPIObject {
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.1')
    .setTitle('RAI Chat')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'Access token or API key (rai_…).' }, 'bearer')
    .addSecurityRequirements('bearer')
    .build();
  return addBodyExamples(addCommonErrors(SwaggerModule.createDocument(app, base, { operationIdFactory: operationId })));
}

/** `AuthController.register` -> `auth_register`: stable names for generated clients. */
function operationId(controller: string, method: string): string {
  const room = controller.replace(/Controller$/, '');
  return `${room.charAt(0).toLowerCase()}${room.slice(1)}_${method}`;
}

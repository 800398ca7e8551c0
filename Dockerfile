# syntax=docker/dockerfile:1
# One image for every role (RAI_ROLE). Built in two stages, so that compilers and development packages stay out of it.
FROM node:20-bookworm-slim AS build
WORKDIR /app
# better-sqlite3 brings a binary for common machines; on others it is compiled.
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:20-bookworm-slim
ENV NODE_ENV=production DATA_DIR=/data RAI_API_HOST=0.0.0.0 RAI_API_PORT=6102 LOG_FILE=off
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Owned by who runs it, so that a new volume is too.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 6102
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.RAI_API_PORT+'/health/ready').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
# No shell in between: SIGTERM reaches the server, which drains and ends within ten seconds.
ENTRYPOINT ["node", "--enable-source-maps", "dist/server/main.js"]

FROM node:26-slim AS modules
WORKDIR /weft
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:26-slim
ENV NODE_ENV=production WEFT_HOST=0.0.0.0 WEFT_DATA=/data
WORKDIR /weft
COPY --from=modules /weft/node_modules node_modules
COPY package.json ./
COPY src src
COPY migrations migrations
# The image's file system may be read only: what is kept goes to /data or to DATABASE_URL.
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT||3000)+'/healthz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "--import", "./src/guard.mjs", "src/main.ts"]

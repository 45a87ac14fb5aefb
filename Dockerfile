# Flashback's bot. Its data is in Redis or Valkey (compose.yaml brings one); nothing is written in here.
FROM node:24-slim

ENV NODE_ENV=production
WORKDIR /app

# The packages first: they change less often than the code. Their scripts would fetch a second Node.
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force
# Of MathJax only its modules and fonts for SVG are read; the same again for browsers and other outputs is 75 MB.
RUN cd node_modules/@mathjax && rm -rf src/bundle src/cjs src/components src/ts \
  mathjax-newcm-font/cjs mathjax-newcm-font/chtml mathjax-newcm-font/svg mathjax-newcm-font/*.js
# Of ECharts only its modules are read, of Inter two weights; bundles, types and the others are 70 MB.
RUN cd node_modules && rm -rf echarts/dist echarts/types echarts/i18n echarts/theme zrender/dist zrender/src \
  && cd @expo-google-fonts/inter && rm -rf 1* 2* 3* 4* 7* 8* 9* *_Italic *.png */*.png

COPY LICENSE README.md ./
COPY decks ./decks
COPY commands ./commands
COPY src ./src

USER node
ENV HTTP_PORT=8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD node -e "fetch('http://127.0.0.1:8080/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"

CMD ["node", "src/main.ts"]

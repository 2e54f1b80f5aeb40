// What whoever runs Weft can watch, for Prometheus: what this process did, and how full the database's queues are.
// const metrics = createMetrics({ store, clock }); createApp({ …, watch: metrics.watch }); (await metrics.scrape()).text
export { createMetrics, type Metrics, type Watch } from './metrics.ts';

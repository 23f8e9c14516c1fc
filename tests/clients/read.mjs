// node read.mjs CLIENT BASE : reads the feed at BASE (…/odata/) with one client of others and prints what it got as JSON. 64-bit numbers are printed as text.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const [client, base] = process.argv.slice(2);
const download = async path => await (await fetch(new URL(`../reports/${path}`, base))).arrayBuffer();

const readers = {
  async odata() {
    const { OData } = require('@odata/client');
    const service = OData.New4({ metadataUri: `${base}$metadata`, serviceEndpoint: base });
    const set = service.getEntitySet('Outcomes');
    const rows = await set.query(service.newParam()
      .filter(service.newFilter().field('service').eq("'parks'").field('value').gt(10.5)).orderby('value', 'desc').skip(2).top(5).select(['id', 'value', 'period']));
    const one = await set.retrieve(rows[0].id);
    const batch = await service.execBatchRequests([
      service.newBatchRequest({ collection: 'Outcomes', method: 'GET', params: service.newParam().top(1).select('id') }),
      service.newBatchRequest({ collection: 'Services', method: 'GET', params: service.newParam().orderby('service', 'asc').select('service') })]);
    return {
      rows: rows.map(({ id, value, period }) => [id, value, period]), one: one.id, all: await set.count(),
      services: (await (await batch[1]).json()).value.map(row => row.service),
    };
  },
  async arrow() {
    const { tableFromIPC } = await import('apache-arrow');
    const rows = tableFromIPC(new Uint8Array(await download('Outcomes.arrow'))).toArray();
    return rows.map(row => [row.id, new Date(Number(row.period)).toISOString().slice(0, 10), row.area, row.value, row.numerator, row.suppressed, new Date(Number(row.updated)).toISOString()]);
  },
  async parquet() {
    const { parquetReadObjects } = await import('hyparquet');
    const { compressors } = await import('hyparquet-compressors');
    const rows = await parquetReadObjects({ file: await download('Outcomes.parquet'), compressors });
    return rows.map(row => [row.id, row.period.toISOString().slice(0, 10), row.area, row.value, row.numerator, row.suppressed, row.updated.toISOString()]);
  },
};

console.log(JSON.stringify(await readers[client](), (_, value) => typeof value === 'bigint' ? value.toString() : value));

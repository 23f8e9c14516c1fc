// node read.mjs CLIENT BASE : reads the feed at BASE (…/odata/) with one client of others and prints what it got as JSON. 64-bit numbers are printed as text.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

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
  // odata2ts writes a client for each set and column from $metadata; this one is used as its documentation shows.
  async odata2ts() {
    const folder = await mkdtemp(join(import.meta.dirname, 'generated-'));
    try {
      await writeFile(join(folder, 'metadata.xml'), await (await fetch(`${base}$metadata`)).text());
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { target: 'ES2022', module: 'CommonJS', moduleResolution: 'node10', skipLibCheck: true } }));
      await writeFile(join(folder, 'package.json'), '{"type": "commonjs"}');
      execFileSync(process.execPath, [require.resolve('@odata2ts/odata2ts/lib/run-cli.js'), '-s', 'metadata.xml', '-o', 'client', '-m', 'all', '-e', 'js', '-t', 'tsconfig.json', '--service-name', 'outcomes'], { cwd: folder });
      const { outcomesService } = require(join(folder, 'client', 'outcomesService.js'));
      const { FetchClient } = require('@odata2ts/http-client-fetch');
      const service = new outcomesService(new FetchClient(), base.replace(/\/$/, ''));
      const found = (await service.Outcomes().query((query, row) => query
        .filter(row.service.eq('parks'), row.value.gt(10.5)).orderBy(row.value.desc()).skip(2).top(5).select('id', 'value', 'period').count())).data;
      const one = (await service.Outcomes(found.value[0].id).query()).data;
      const services = (await service.Services().query((query, row) => query.orderBy(row.service.asc()).select('service'))).data.value;
      return { rows: found.value.map(({ id, value, period }) => [id, value, period]), one: one.id, counted: found['@odata.count'], services: services.map(row => row.service) };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  // DevExtreme is made for browsers; jsdom is one as far as it can tell.
  async devextreme() {
    const { JSDOM } = require('jsdom');
    const page = new JSDOM('', { url: base });
    for (const name of ['document', 'navigator', 'XMLHttpRequest', 'Element', 'Node', 'HTMLElement', 'Event', 'CustomEvent', 'MutationObserver', 'getComputedStyle'])
      Object.defineProperty(globalThis, name, { value: page.window[name], configurable: true, writable: true });
    globalThis.window = page.window;
    const ODataStore = require('devextreme/data/odata/store').default;
    const DataSource = require('devextreme/data/data_source').default;
    const outcomes = new ODataStore({ version: 4, url: `${base}Outcomes`, key: 'id', keyType: 'String' });
    const source = new DataSource({ store: outcomes, filter: [['service', '=', 'parks'], 'and', ['value', '>', 10.5]], sort: [{ selector: 'value', desc: true }, { selector: 'id' }],
      pageSize: 5, pageIndex: 1, requireTotalCount: true, select: ['id', 'value', 'period'] });
    const rows = await source.load();
    const services = new ODataStore({ version: 4, url: `${base}Services`, key: 'service', keyType: 'String' });
    const read = {
      rows: rows.map(({ id, value, period }) => [id, value, period]), one: (await services.byKey('parks')).service, counted: source.totalCount(),
      all: await outcomes.totalCount({}), services: (await services.load({ sort: 'service' })).map(row => row.service),
    };
    page.window.close();
    return read;
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

const text = JSON.stringify(await readers[client](), (_, value) => typeof value === 'bigint' ? value.toString() : value);
process.stdout.write(text, () => process.exit(0)); // a client may have left a timer

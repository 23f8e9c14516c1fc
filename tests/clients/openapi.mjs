// node openapi.mjs BASE : reads BASE/openapi.json with a validator of others, then holds one answer of each set to the schema the document gives it. Prints what is wrong as JSON.
import { createRequire } from 'node:module';
import { Validator } from '@seriousme/openapi-schema-validator';

const require = createRequire(import.meta.url);
const base = process.argv[2];
const read = async (path, headers = {}) => await (await fetch(new URL(path, base), { headers })).json();

const document = await read('openapi.json');
const validator = new Validator();
const checked = await validator.validate(structuredClone(document));
const ajv = new (require('ajv/dist/2020').default)({ strict: false, allErrors: true });
require('ajv-formats').default(ajv);
ajv.addFormat('decimal', true).addFormat('int64', true);
ajv.addSchema(document, 'api');

const wrong = checked.valid ? [] : [checked.errors];
const holds = (schema, answer, path) => {
  const check = ajv.compile({ $ref: `api#/components/schemas/${schema}` });
  if (!check(answer)) wrong.push([path, check.errors]);
};
const sets = Object.keys(document.paths).filter(path => /^\/odata\/\w+$/.test(path)).map(path => path.slice('/odata/'.length));
let rows = 0;
for (const set of sets) {
  const page = await read(`odata/${set}?$top=500`);
  rows += page.value.length;
  holds(`${set}Page`, page, set);
}
holds('Error', await read('odata/Nosuch'), 'Nosuch');
holds('Error', await read('odata/Outcomes?$filter=nosuch eq 1'), '$filter');
const ids = [...new Set(Object.values(document.paths).flatMap(path => Object.values(path)).map(operation => operation.operationId))];
console.log(JSON.stringify({ version: validator.version ?? null, wrong, sets, rows, operations: ids.length }));

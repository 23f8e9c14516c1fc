// node check.mjs schemas SCHEMAS FOLDER : every JSON file of FOLDER against the schema it names, one of Microsoft's in SCHEMAS; prints what is wrong, a line each.
// node check.mjs fold QUERIES.json : each {name, m} as the steps that Power Query would send to an OData service, or why it would not; prints JSON.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const files = folder => fs.readdirSync(folder, { withFileTypes: true }).flatMap(entry =>
  entry.isDirectory() ? files(path.join(folder, entry.name)) : [path.join(folder, entry.name)]);
const json = file => JSON.parse(fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));

function schemas(root, folder) {
  const ajv = new (require('ajv').default)({ strict: false, allErrors: true, validateFormats: false });
  for (const file of files(root).filter(file => /schema(-embedded)?\.json$/.test(file))) {
    const id = 'https://developer.microsoft.com/json-schemas/' + path.relative(root, file).split(path.sep).join('/');
    ajv.addSchema({ ...json(file), $id: id }, id);
  }
  for (const file of files(folder).filter(file => /\.(json|pbip|pbir|pbism)$|\.platform$/.test(file))) {
    const content = json(file);
    const validate = content.$schema && ajv.getSchema(content.$schema);
    if (!validate)
      console.log(`${path.relative(folder, file)}: ${content.$schema ?? 'no $schema'} is not among the schemas`);
    else if (!validate(content))
      console.log(`${path.relative(folder, file)}: ${ajv.errorsText(validate.errors)}`);
    else
      console.error(`${path.relative(folder, file)} holds`);
  }
}

// What of M a query may be made of, and what OData option each becomes; anything else does not fold.
const list = node => node.content.elements.map(element => element.node);
const text = node => node.kind === 'LiteralExpression' && node.literalKind === 'Text' ? JSON.parse(node.literal) : no(node);
const name = node => node.kind === 'IdentifierExpression' ? node.identifier.literal : no(node);
const record = node => Object.fromEntries(list(node).map(pair => [pair.key.literal, pair.value]));
const no = node => { throw new Error(`${node.kind} does not fold: ${JSON.stringify(node.literal ?? node.identifier?.literal ?? '')}`); };
// f(x, y), a[b], a{b}: what stands first, and what follows it.
const parts = node => node.kind === 'RecursivePrimaryExpression' ? [node.head, ...node.recursiveExpressions.elements] : [node];

function condition(node, parameters) {
  switch (node.kind) {
    case 'LogicalExpression': return `${condition(node.left, parameters)} ${node.operatorConstant.constantKind} ${condition(node.right, parameters)}`;
    case 'RelationalExpression': case 'EqualityExpression':
      return `${condition(node.left, parameters)} ${{ '>=': 'ge', '<': 'lt', '>': 'gt', '<=': 'le', '=': 'eq', '<>': 'ne' }[node.operatorConstant.constantKind]} ${condition(node.right, parameters)}`;
    case 'FieldSelector': return node.content.literal;
    case 'LiteralExpression': return node.literalKind === 'Text' ? `'${text(node).replaceAll("'", "''")}'` : no(node);
    case 'RecursivePrimaryExpression': {
      const [head, call] = parts(node);
      return name(head) === 'Date.From' ? parameters[name(list(call)[0])].slice(0, 10) : no(head);
    }
    default: return no(node);
  }
}

function fold(ast, parameters) {
  const steps = {}, order = [];
  const step = (key, value) => { steps[key] = value; order.push({ step: key, ...value }); };
  for (const { node: { key: { literal: key }, value } } of ast.variableList.elements) {
    const [head, ...rest] = parts(value);
    const called = rest[0]?.kind === 'InvokeExpression' ? name(head) : null;
    const args = called ? list(rest[0]) : [];
    const from = called && called !== 'OData.Feed' ? steps[name(args[0])] : null;
    if (called === 'OData.Feed') {
      if (name(args[0].left) !== 'BaseUrl') no(args[0]);
      const options = record(args[2]);
      const query = options.Query ? record(options.Query) : {};
      step(key, { root: text(args[0].right), options: Object.keys(options), pins: Object.fromEntries(Object.entries(query).map(([option, value]) => [option, name(value)])) });
    } else if (called === 'Table.SelectRows') step(key, { ...from, filter: condition(args[1].paired, parameters) });
    else if (called === 'Table.SelectColumns') step(key, { ...from, select: list(args[1]).map(text) });
    else if (called === 'Table.Sort') step(key, { ...from, orderby: list(args[1]).map(pair => list(pair)).map(([column, way]) => `${text(column)}${name(way) === 'Order.Descending' ? ' desc' : ''}`) });
    else if (called === 'Table.FirstN') step(key, { ...from, top: Number(args[1].literal) });
    else if (rest[0]?.kind === 'ItemAccessExpression' && rest[0].content.kind === 'RecordExpression') step(key, { ...steps[name(head)], set: text(record(rest[0].content).Name) });
    else if (rest[0]?.kind === 'ItemAccessExpression' && rest[0].content.literal === '0') step(key, { ...steps[name(head)], cell: rest[1].content.literal });
    else no(value);
  }
  return { result: name(ast.expression), steps: order };
}

async function foldAll({ queries, parameters }) {
  const { DefaultSettings, TaskUtils } = require('@microsoft/powerquery-parser');
  const answers = [];
  for (const { name, m } of queries) {
    const parsed = await TaskUtils.tryLexParse(DefaultSettings, m);
    if (parsed.resultKind !== 'Ok')
      answers.push({ name, error: `does not parse: ${parsed.error?.message ?? parsed.error?.innerError?.message}` });
    else
      try { answers.push({ name, ...fold(parsed.ast, parameters) }); }
      catch (error) { answers.push({ name, error: error.message }); }
  }
  console.log(JSON.stringify(answers));
}

const [what, ...rest] = process.argv.slice(2);
if (what === 'schemas') schemas(...rest);
else await foldAll(JSON.parse(fs.readFileSync(rest[0], 'utf8')));

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { functionNames } from '../../main/rules/functions/index.ts';
import { type Given, jsonOf } from './evaluate.ts';

const UNDEFINED = '';
type Row = readonly [expression: string, json: string];
const each = (rows: readonly Row[], given?: Given) =>
  test.each(rows)('%s is %s', (expression, json) => expect(jsonOf(expression, given)).toBe(json));

describe('numbers', () => {
  each([
    ['0.1 + 0.2', '0.3'],
    ['1 / 3', '0.3333333333333333333333333333333333'],
    ['7 / 2', '3.5'],
    ['1 / 0', UNDEFINED],
    ['5 % 0', UNDEFINED],
    ['-7 % 3', '-1'],
    ['1E300 * 1E300 * 1E300', '1e+900'],
    ['9E999 * 10', UNDEFINED],
    ['9999999999999999999999999999999999 + 0', '9999999999999999999999999999999999'],
    ['-0', '0'],
    ['abs(-5)', '5'],
    ['round(-1.5)', '-2'],
    ['round(1.5)', '2'],
    ['round("2.5")', '3'],
    ['ceil("1.2")', '2'],
    ['trunc(2.888, -3)', '2'],
    ['trunc(2.888, 99)', '2.888'],
    ['trunc(2.888, "1")', UNDEFINED],
    ['sign("-3.2")', '-1'],
    ['sqrt(-1)', UNDEFINED],
    ['ln(0)', UNDEFINED],
    ['acos(2)', UNDEFINED],
    ['power(2, 5)', '32'],
    ['power("2", 0.5)', '1.4142135623730951'],
    ['exp(0)', '1'],
    ['cosh(2.3)', String(Math.cosh(2.3))],
    ['bitand(13, 5)', '5'],
    ['bitor(8, 5)', '13'],
    ['bitxor(13, 5)', '8'],
    ['bitnot(13)', '-14'],
    ['bitand("12.9", 4.9)', '4'],
    ['bitand(true, 1)', UNDEFINED],
    ['nanvl(missing, "x")', '"x"'],
    ['nanvl("y", "x")', '"y"'],
    ['cast(-2.7 AS Int)', '-2'],
    ['cast("1e3" AS Decimal)', '1000'],
    ['cast(0 AS Boolean)', 'false'],
    ['cast(0.0000001 AS String)', '"1E-7"'],
    ['cast(1E22 AS String)', '"10000000000000000000000"'],
    ['cast(1.10 AS String)', '"1.1"'],
    ['cast("x" AS text)', '"x"'],
    ['cast({"a": [1, null]} AS String)', '"{\\"a\\":[1,null]}"'],
    ['rand()', '0.5'],
  ]);
});

describe('texts', () => {
  each([
    ['concat()', UNDEFINED],
    ['concat(1)', '"1"'],
    ['concat([1], 2)', '[1,2]'],
    ['concat(1, 2)', UNDEFINED],
    ['concat("a", null)', UNDEFINED],
    ['concat([1, 2, 3], "hello", [4, 5, 6])', '[1,2,3,"hello",4,5,6]'],
    ['length(false)', '5'],
    ['length("😀")', '1'],
    ['substring("a😀b", 1, 2)', '"😀"'],
    ['substring(false, -2.411E247)', '"false"'],
    ['substring("012345", "1", 3)', '"12"'],
    ['substring("012345", 1, null)', UNDEFINED],
    ['indexof("abc", "x")', '-1'],
    ['indexof("😀b", "b")', '1'],
    ['get("abc", 0)', '"a"'],
    ['get(["a", "b"], "1")', '"b"'],
    ['get({"1": 2}, 1)', UNDEFINED],
    ['ltrim(" h i ")', '"h i "'],
    ['rtrim(" h i ")', '" h i"'],
    ['lower(["HELLO"])', '"[\\"hello\\"]"'],
    ['chr(200)', UNDEFINED],
    ['chr("65.9")', '"A"'],
    ['length(lpad("", 5000))', '1000'],
    ['replace("abc", "", "x")', '"abc"'],
    ['regexp_substr("hihihello", "(hi)*")', '"hihi"'],
    ['regexp_substr("abc", "x")', UNDEFINED],
    ['regexp_matches("ABC", "(?i)b")', 'true'],
    ['regexp_replace("ab", "(?P<first>a)", "<$1>")', '"<a>b"'],
    ['regexp_replace("ab", "a", "\\$")', '"$b"'],
    ['regexp_replace("ab", "a", "$1")', UNDEFINED],
    ['regexp_replace("ab", "(?=a)", "x")', UNDEFINED],
    ['regexp_replace("aa", "", "-")', '"-a-a-"'],
    ['"a" + 1.50', '"a1.5"'],
    ['"a" + null', UNDEFINED],
    ['\'it\'\'s\' + " ""x"""', '"it\'s \\"x\\""'],
  ]);
});

describe('hashes and encodings', () => {
  each([
    ['md2("hello")', '"a9046c73e00331af68917d3804f70655"'],
    ['md5("hello")', '"5d41402abc4b2a76b9719d911017c592"'],
    ['decode("?", "base64")', 'null'],
    ['decode("cmVk", "hex")', UNDEFINED],
    ['encode("red", "base64")', '"cmVk"'],
    ['encode({"a": 1}, "base64")', '"eyJhIjoxfQ=="'],
    ['encode(missing, "base64")', UNDEFINED],
    ['decode("/w==", "base64")', '"\uFFFD"'],
  ]);
  test.each(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'])('%s is what everyone computes', (name) => {
    for (const text of ['', 'hello', 'x'.repeat(1000)])
      expect(jsonOf(`${name}("${text}")`)).toBe(`"${createHash(name).update(text).digest('hex')}"`);
  });
});

describe('JSON', () => {
  each(
    [
      ['a.b.c', '3'],
      ['a.b.0', '"zero"'],
      ['a.x.y', UNDEFINED],
      ['get(*, "a-b")', '5'],
      ['[a.b.c, missing, null]', '[3,null]'],
      ['{"x": missing, "y": 1, "y": 2,}', '{"y":2}'],
      ['get_or_default(missing, 7)', '7'],
      ['get_or_default(n, 7)', '7'],
      ['get_or_default(a.b.c, 7)', '3'],
      ['isNull(n)', 'true'],
      ['n = null', 'true'],
      ['n <> null', 'false'],
      ['n = missing', UNDEFINED],
      ['missing <> 1', UNDEFINED],
      ['true OR missing', 'true'],
      ['missing OR false', UNDEFINED],
      ['false AND missing', UNDEFINED],
      ['NOT "False"', 'true'],
      ['a.b.c NOT IN [1, 2]', 'true'],
      ['a.b.c IN (1, 2, 3)', 'true'],
      ['1 IN n', UNDEFINED],
      ['CASE missing WHEN 1 THEN 2 ELSE 3 END', UNDEFINED],
      ['CASE a.b.c > 2 WHEN true THEN "more" END', '"more"'],
      ['(SELECT VALUE o.v FROM list AS o WHERE o.v > 1)', '[2]'],
      ['(SELECT v, n FROM list)', '[{"v":1},{"v":2}]'],
      ['(SELECT (SELECT VALUE x.v FROM list AS x) AS inner FROM list AS x)', '[{},{}]'],
      ['(SELECT VALUE * FROM missing)', UNDEFINED],
      ['EXISTS (SELECT * FROM missing)', 'false'],
      ['__proto__', UNDEFINED],
      ['transform("enrichArray", {"v": 9}, list)', '[{"v":9},{"v":9}]'],
      ['transform("other", {}, list)', UNDEFINED],
    ],
    { payload: '{"a":{"b":{"c":3,"0":"zero"}},"a-b":5,"n":null,"list":[{"v":1},{"v":2}]}' },
  );
  each(
    [
      ['a', 'null'],
      ['b', '12345678901234567890.12345678901234'],
      ['c = "\ud83d"', 'true'],
      ['numbytes(c)', '3'],
    ],
    { payload: '{"a":1e5000,"b":12345678901234567890.123456789012345,"c":"\\ud83d"}' },
  );
});

describe('what comes with the message', () => {
  each(
    [
      ['topic()', '"/last/will/topic"'],
      ['topic(1)', '""'],
      ['topic(2)', '"last"'],
      ['topic("4.9")', '"topic"'],
      ['topic(5)', UNDEFINED],
      ['clientid()', '"n/a"'],
      ['principal()', UNDEFINED],
      ['timestamp()', '1481825251155'],
      ['newuuid()', '"88888888-8888-4888-a888-888888888888"'],
      ['get_mqtt_property("content_type")', UNDEFINED],
    ],
    { topic: '/last/will/topic' },
  );

  const mqtt = {
    contentType: 'text/plain',
    responseTopic: 'r',
    correlationData: Uint8Array.of(255),
    payloadFormatIndicator: 1,
    userProperties: [
      ['k', '1'],
      ['o', '2'],
      ['k', '3'],
    ],
  } as const;
  each(
    [
      ['get_mqtt_property("content_type")', '"text/plain"'],
      ['get_mqtt_property("format_indicator")', '"UTF8_DATA"'],
      ['get_mqtt_property("response_topic")', '"r"'],
      ['get_mqtt_property("correlation_data")', '"/w=="'],
      ['get_mqtt_property("other")', UNDEFINED],
      ['get_user_properties("k")', '["1","3"]'],
      ['get_user_properties("none")', UNDEFINED],
      ['get_user_properties()', '[{"k":"1"},{"o":"2"},{"k":"3"}]'],
    ],
    { context: { mqtt } },
  );
});

describe('times', () => {
  each([
    ["parse_time(\"yyyy.MM.dd G 'at' HH:mm:ss z\", 100000000, 'America/Belize')", '"1970.01.01 AD at 21:46:40 CST"'],
    ['parse_time("yyyy.MM.dd G \'at\' HH:mm:ss z", timestamp())', '"2016.12.15 AD at 18:07:31 UTC"'],
    ['parse_time("yyyy", timestamp(), "UTC")', '"2016"'],
    ['parse_time("EEEE d MMMM yy, h:mm a", 1000000000000, "Europe/Berlin")', '"Sunday 9 September 01, 3:46 AM"'],
    [
      'parse_time("zzzz z Z ZZ ZZZ", 1700000000000, "Europe/Berlin")',
      '"Central European Standard Time CET +0100 +01:00 Europe/Berlin"',
    ],
    ["parse_time(\"D e xxxx-'W'ww SSS ''\", 1451606400123)", '"1 5 2015-W53 123 \'"'],
    ['parse_time("HH k K", 0, "+05:30")', '"05 5 5"'],
    ['parse_time("b", 0)', UNDEFINED],
    ['parse_time("yyyy", 0, "Mars/Olympus")', UNDEFINED],
    ['parse_time("yyyy", 1E300)', UNDEFINED],
    ['parse_time("yyyy", "now")', UNDEFINED],
    ['time_to_epoch("20200403094518", "yyyyMMddHHmmss")', '1585907118000'],
    ['time_to_epoch("2020-04-03T09:45Z", "yyyy-MM-dd\'T\'HH:mm[:ss]X")', '1585907100000'],
    ['time_to_epoch("3/4/20 9:45 PM", "d/M/yy h:mm a")', '1585950300000'],
    ['time_to_epoch("Fri, 03 Apr 2020 09:45:18 +0200", "EEE, dd MMM yyyy HH:mm:ss Z")', '1585899918000'],
    ['time_to_epoch("Mon, 03 Apr 2020", "EEE, dd MMM yyyy")', UNDEFINED],
    ['time_to_epoch("2021-02-31", "yyyy-MM-dd")', '1614470400000'],
    ['time_to_epoch("2021-02-32", "yyyy-MM-dd")', UNDEFINED],
    ['time_to_epoch("2021-060", "yyyy-DDD")', '1614556800000'],
    ['time_to_epoch("25:00", "HH:mm")', UNDEFINED],
    ['time_to_epoch("2021-03-28 02:30 Europe/Berlin", "yyyy-MM-dd HH:mm VV")', '1616895000000'],
    ['time_to_epoch("2021-10-31 02:30 Europe/Berlin", "yyyy-MM-dd HH:mm VV")', '1635640200000'],
    ['time_to_epoch("2021-01-01 rest", "yyyy-MM-dd")', UNDEFINED],
    ['time_to_epoch("0001-01-01 BC", "yyyy-MM-dd G")', '-62167219200000'],
    ['time_to_epoch("1", "Q")', UNDEFINED],
  ]);
});

describe('every function', () => {
  const arguments_ = [
    '',
    '1',
    '"x"',
    'missing',
    'null',
    'true',
    '[1]',
    '{"a": 1}',
    '1, 2',
    '"x", "y"',
    'null, 1',
    '[1], {"a": 1}',
    '1, "x", [{}]',
    '1, 2, 3, 4',
  ];
  test.each(functionNames)('%s takes any arguments, any number of them', (name) => {
    for (const args of arguments_) expect(typeof jsonOf(`${name}(${args})`)).toBe('string');
  });
});

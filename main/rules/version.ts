import type { SqlVersion } from '../contract/rules.ts';

export type { SqlVersion };

export const SQL_VERSIONS: readonly SqlVersion[] = ['2015-10-08', '2016-03-23', 'beta'];

export const DEFAULT_SQL_VERSION: SqlVersion = '2016-03-23';

export const isSqlVersion = (text: string): text is SqlVersion => (SQL_VERSIONS as readonly string[]).includes(text);

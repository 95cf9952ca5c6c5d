import { Textarea } from '@mantine/core';
import type { MailSettings } from '../../main/contract/rules.ts';
import { Link } from '../frame/link.tsx';
import { cleanText } from '../shared/clean-text.ts';
import { WarningIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import type { FieldsProps } from './action-fields.tsx';
import { useChecks } from './checks.ts';
import { CodeField, TemplateHint } from './code-field.tsx';
import classes from './rules.module.css';

export function EmailFields({ action, field, mail, change }: FieldsProps<'email'> & { readonly mail: MailSettings }) {
  const { t } = useWords();
  const words = t.rules.email;
  const { problems, missing, tried } = useChecks();
  const addresses = action.to.filter((address) => address.trim().length >= 3);
  const bad = addresses.findIndex((_, i) => problems.has(`${field}.to.${i}`));
  const error =
    tried && missing.has(`${field}.to`)
      ? t.rules.needed
      : bad === -1
        ? null
        : words.badAddress(cleanText(addresses[bad] ?? '', 60));
  return (
    <>
      <Textarea
        label={words.to}
        description={words.toHint}
        value={action.to.join('\n')}
        autosize
        minRows={1}
        maxRows={6}
        spellCheck={false}
        error={error}
        classNames={{ input: shared.mono ?? '' }}
        onChange={(event) => change({ ...action, to: event.currentTarget.value.split(/[\n,;]/).slice(0, 50) })}
      />
      <CodeField
        label={words.subject}
        hint={<TemplateHint />}
        field={`${field}.subject`}
        oneLine
        value={action.subject}
        change={(subject) => change({ ...action, subject })}
      />
      <CodeField
        label={words.body}
        hint={words.bodyHint}
        field={`${field}.body`}
        value={action.body}
        change={(body) => change({ ...action, body })}
      />
      <p className={mail.host === '' ? classes.warning : classes.quiet}>
        {mail.host === '' && <WarningIcon size={14} />}
        <span>
          {mail.host === '' ? words.noServer : words.over(cleanText(mail.host, 100))}{' '}
          <Link className={shared.link} to="/settings?part=mail">
            {words.toServer}
          </Link>
        </span>
      </p>
    </>
  );
}

// What is said beside a question that was answered wrongly; mirrors kapsurvey/web/failures.py.

const written = (value) => String(value).replace(/^(\d{4})-(\d\d)-(\d\d)$/, "$3/$2/$1");

export const sentence = (doc, { code, params }) =>
  params.message || doc.errors[code].replace(/%\((\w+)\)s/g, (_, name) => written(params[name]));

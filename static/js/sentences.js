// What is said beside a question that was answered wrongly; mirrors kapsurvey/web/failures.py.

const written = (value) => String(value).replace(/^(\d{4})-(\d\d)-(\d\d)$/, "$3/$2/$1");

const sentence = (doc, { code, params }) =>
  params.message || doc.errors[code].replace(/%\((\w+)\)s/g, (_, name) => written(params[name]));

// Beside each question, and again by the name of each of its fields that alone is wrong.
export const sentences = (doc, errors) => {
  const said = {};
  for (const [name, error] of Object.entries(errors))
    for (const field of ["", ...(error.params.fields ?? [])]) said[name + field] = sentence(doc, error);
  return said;
};

// A check takes a value, the field it stands in and a `report(field, message)`; it reports what is wrong with the
// value and returns the value to go on with. Checks of whole objects are made of checks of their fields.

export const text = ({ least = 0, most, pattern, like = "has characters that do not belong there" }) =>
  function checkText(value, field, report) {
    const problem =
      (typeof value !== "string" && "must be a string") ||
      ([...value].length < least && `must have at least ${least} characters`) ||
      ([...value].length > most && `must have at most ${most} characters`) ||
      (pattern && !pattern.test(value) && like);
    if (problem) report(field, problem);
    return value;
  };

export const whole = (least, most) =>
  function checkWhole(value, field, report) {
    const problem =
      (!Number.isInteger(value) && "must be a whole number") ||
      (value < least && `must be at least ${least}`) ||
      (value > most && `must be at most ${most}`);
    if (problem) report(field, problem);
    return value;
  };

export const oneOf = (...allowed) =>
  function checkOneOf(value, field, report) {
    if (!allowed.includes(value)) report(field, `must be one of ${allowed.join(", ")}`);
    return value;
  };

export const list = (item, least, most) =>
  function checkList(value, field, report) {
    if (!Array.isArray(value)) return report(field, "must be a list");
    if (value.length < least || value.length > most) report(field, `must have ${least} to ${most} items`);
    return value.slice(0, most).map((each, index) => item(each, `${field}[${index}]`, report));
  };

/** An object with these fields. Other fields are an error, or ignored where it is `open`. */
export const record = (fields, { required = [], open = false } = {}) => {
  const names = Object.keys(fields);
  return function checkRecord(value, field, report) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return report(field, "must be an object");
    }
    const at = (name) => (field ? `${field}.${name}` : name);
    if (!open) reportUnknown(value, names, (name) => report(at(name), "is not a known field"));
    const checked = {};
    for (const name of names) {
      if (Object.hasOwn(value, name)) checked[name] = fields[name](value[name], at(name), report);
      else if (required.includes(name)) report(at(name), "is required");
    }
    return checked;
  };
};

function reportUnknown(value, names, report) {
  for (const name of Object.keys(value)) {
    if (!names.includes(name)) report(name.replace(/\s+/g, "_").slice(0, 100) || "(empty)");
  }
}

/** The parameters of an operation, each given as a list of strings. */
export const parameters = (checks = {}) => {
  const names = Object.keys(checks);
  const checkParameters = (given, _field, report) =>
    Object.fromEntries(names.map((name) => [name, checks[name](given[name], name, report)]));
  return Object.assign(checkParameters, { names });
};

/** One value, read from its text before it is checked; `fallback` when it is not there. */
export const single = (check, { read = (written) => written, fallback } = {}) =>
  function checkSingle(values, field, report) {
    if (values === undefined) return fallback;
    if (values.length > 1) return report(field, "must be given once");
    return check(read(values[0]), field, report);
  };

/** A value that may be given several times. */
export const several = (item, least, most) => (values, field, report) =>
  values && list(item, least, most)(values, field, report);

export const asNumber = (written) => (/^-?\d{1,16}$/.test(written) ? Number(written) : NaN);
export const asBoolean = (written) => ({ true: true, false: false })[written];

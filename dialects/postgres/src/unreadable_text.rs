//! Texts that are no values of a type, for servers before version 16, which do not tell so themselves.
//!
//! A text that a condition finds is surely refused. Integers, numbers, booleans, UUIDs, addresses and documents are
//! read as the server reads them; moments have more forms than a query can know, and those that are usual are.

use aksara_schema::StorageType;

/// The start of every reading of a text: blanks do not count.
const BLANKS: &str = "E' \\t\\n\\r\\f\\013'";

/// A number in digits. Blanks may come before the exponent of one that is not the machine's.
const DIGITS: &str = r"'^\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[-+]?[0-9]+)?\s*$'";
const EXACT_DIGITS: &str = r"'^\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)(e\s*[-+]?[0-9]+)?\s*$'";

/// Other texts that are numbers, of any kind, or of those that the machine has.
const NUMBER_WORDS: &str = r"'^\s*(nan|[-+]?inf|[-+]?infinity)\s*$'";
const FLOAT_WORDS: &str = r"'^\s*[-+]?(nan(\([a-z0-9_]*\))?|inf|infinity|0x([0-9a-f]+\.?[0-9a-f]*|\.[0-9a-f]+)(p[-+]?[0-9]+)?)\s*$'";

/// An exponent beyond every type, which `numeric` may not read either.
const GREAT_EXPONENT: &str = r"'e\s*[-+]?0*[1-9][0-9]{3}'";

const OCTET: &str = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|0*[1-9]?[0-9])";

/// A day whose year comes first, alone or with a time behind it.
const DAY: &str = r"'^\s*[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}([ T]|\s*$)'";

/// A day whose year comes last; the setting DateStyle says what comes first.
const LOCAL_DAY: &str = r"'^\s*[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}\s*$'";

/// A day without separators: the last four digits are those of month and day.
const PLAIN_DAY: &str = r"'^\s*[0-9]{7,9}\s*$'";

/// Numbers that are too few, or too many, for a day.
const NO_DAY: &str =
    r"'^\s*([-+]?[0-9]{1,5}|[0-9]{4}[-/][0-9]{1,2}|[0-9]{1,2}/[0-9]{1,4}|[0-9]+(\.[0-9]+){3,})\s*$'";

/// A time that no day has: behind a day, or alone.
const NO_TIME: &str = r"([01]?[0-9]|2[0-4]):[6-9][0-9]|(2[5-9]|[3-9][0-9]):[0-9]|[0-9]{1,2}:[0-9]{2}:(6[1-9]|[7-9][0-9])|24:([0-9]{2}:)?[0-9.]*[1-9]";

/// Digits that are no time.
const NO_PLAIN_TIME: &str = r"'^\s*([-+]?([0-9]{1,3}|[0-9]{5}|[0-9]{7,})|(2[5-9]|[3-9][0-9])[0-9]{2,4}|[0-9]{2}[6-9][0-9]([0-9]{2})?)\s*$'";

/// A time alone.
const TIME: &str = r"'^\s*[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]*)?)?\s*$'";

/// The words of moments, beside the names of time zones.
const WORDS: &str = "'ad', 'allballs', 'am', 'apr', 'april', 'at', 'aug', 'august', 'bc', 'd', 'dec', 'december', 'dst', \
     'epoch', 'feb', 'february', 'fri', 'friday', 'h', 'infinity', 'j', 'jan', 'january', 'jd', 'jul', 'julian', 'july', \
     'jun', 'june', 'm', 'mar', 'march', 'may', 'mm', 'mon', 'monday', 'nov', 'november', 'now', 'oct', 'october', 'on', \
     'pm', 's', 'sat', 'saturday', 'sep', 'sept', 'september', 'sun', 'sunday', 't', 'thu', 'thur', 'thurs', 'thursday', \
     'today', 'tomorrow', 'tue', 'tues', 'tuesday', 'wed', 'wednesday', 'weds', 'y', 'yesterday', 'z', 'zulu'";

/// Tokens of documents: a text, and any other value that is none of lists or of names. Each becomes one of two
/// characters that no document has.
const DOCUMENT_TEXT: &str = r#"'"([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"'"#;
const DOCUMENT_SCALAR: &str = r"'-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?|true|false|null'";

/// A list or an object of which all parts are read.
const DOCUMENT_PART: &str =
    r"'\[([\u0001\u0002](,[\u0001\u0002])*)?\]|\{(\u0001:[\u0001\u0002](,\u0001:[\u0001\u0002])*)?\}'";

/// How deep documents are read.
const DEPTH: usize = 12;

/// The condition for texts that are surely no value of the type; `None` where there are none, or none is known.
/// `number_fails` is asked of numbers alone.
pub(crate) fn unreadable(value: &str, to: &StorageType, number_fails: Option<&str>) -> Option<String> {
    Some(match to {
        StorageType::SmallInteger | StorageType::Integer | StorageType::BigInteger => {
            no_integer(value, number_fails)
        }
        StorageType::Decimal { .. } => no_number(value, number_fails),
        StorageType::Float => no_float(value),
        StorageType::Boolean => {
            const TRUTHS: &str = r"'^\s*(t|tr|tru|true|f|fa|fal|fals|false|y|ye|yes|n|no|on|of|off|1|0)\s*$'";
            format!("{value} !~* {TRUTHS}")
        }
        StorageType::Date | StorageType::DateTime => no_moment(value),
        StorageType::Time => no_time(value),
        StorageType::Duration => format!("{value} !~ '[0-9]'"),
        StorageType::Uuid => {
            const PLAIN: &str = "([0-9a-f]{4}-?){7}[0-9a-f]{4}";
            format!(r"{value} !~* '^({PLAIN}|\{{{PLAIN}\}})$'")
        }
        StorageType::Json => no_document(value),
        StorageType::IpAddress => no_address(value),
        StorageType::Array(_) => format!(r"{value} !~ '^\s*[{{\[]'"),
        StorageType::Vector(_) => format!(r"{value} !~ '^\s*\['"),
        _ => return None,
    })
}

/// A number with more digits than the greatest integer is not read at all.
fn no_integer(value: &str, fails: Option<&str>) -> String {
    let digits = format!("ltrim(btrim({value}, {BLANKS}), '+-0')");
    let fails = fails.unwrap_or("FALSE");
    format!(r"CASE WHEN {value} !~ '^\s*[-+]?[0-9]+\s*$' OR length({digits}) > 19 THEN TRUE ELSE {fails} END")
}

fn no_number(value: &str, fails: Option<&str>) -> String {
    let fails = fails.unwrap_or("FALSE");
    format!(
        "CASE WHEN {value} !~* {EXACT_DIGITS} AND {value} !~* {NUMBER_WORDS} THEN TRUE \
         WHEN {value} ~* {GREAT_EXPONENT} THEN {value} !~* 'e\\s*-' AND {value} ~ '^[^eE]*[1-9]' ELSE {fails} END"
    )
}

/// The limits are those beyond which a number is rounded to infinity or to zero.
fn no_float(value: &str) -> String {
    let number = format!("abs({value}::numeric)");
    format!(
        "CASE WHEN {value} ~* {FLOAT_WORDS} THEN FALSE WHEN {value} !~* {DIGITS} THEN TRUE \
         WHEN {value} ~* {GREAT_EXPONENT} THEN {value} ~ '^[^eE]*[1-9]' \
         ELSE {number} >= 1.7976931348623158079e308 OR ({number} > 0 AND {number} <= 2.4703282292062327208e-324) END"
    )
}

fn no_moment(value: &str) -> String {
    let text = format!("btrim({value}, {BLANKS})");
    let first = format!("substring({text}, '^[0-9/.-]+')");
    let part = |of: &str, number: u8| format!("split_part(translate({of}, '/.', '--'), '-', {number})");
    let day = no_day(&part(&first, 1), &part(&first, 2), &part(&first, 3));
    let plain = no_day(
        &format!("left({text}, -4)"),
        &format!("substr({text}, length({text}) - 3, 2)"),
        &format!("right({text}, 2)"),
    );
    let months_first = no_day(&part(&text, 3), &part(&text, 1), &part(&text, 2));
    let days_first = no_day(&part(&text, 3), &part(&text, 2), &part(&text, 1));
    let unknown = unknown_word(value);
    format!(
        "CASE WHEN {value} ~ {DAY} THEN {day} OR {value} ~ '^\\s*[0-9/.-]+[ T]\\s*({NO_TIME})' OR {unknown} \
         WHEN {value} ~ {PLAIN_DAY} THEN {plain} \
         WHEN {value} ~ {LOCAL_DAY} THEN CASE WHEN current_setting('DateStyle') LIKE '%YMD' THEN TRUE \
         WHEN current_setting('DateStyle') LIKE '%DMY' THEN {days_first} ELSE {months_first} END \
         WHEN {value} !~ '[0-9]' THEN {value} !~* '^\\s*[-+]?(infinity|epoch|now|today|tomorrow|yesterday)' \
         ELSE {value} ~ {NO_DAY} OR {unknown} END"
    )
}

/// Whether digits are no day of the calendar.
fn no_day(year: &str, month: &str, day: &str) -> String {
    format!(
        "CASE WHEN {year}::integer = 0 OR {month}::integer NOT BETWEEN 1 AND 12 THEN TRUE \
         ELSE {day}::integer NOT BETWEEN 1 AND extract(day FROM \
         make_date({year}::integer, {month}::integer, 1) + interval '1 month - 1 day') END"
    )
}

fn no_time(value: &str) -> String {
    let unknown = unknown_word(value);
    format!(
        "CASE WHEN {value} ~ {TIME} THEN {value} ~ '^\\s*({NO_TIME})' \
         WHEN {value} !~ '[0-9]' THEN {value} !~* '^\\s*(now|allballs)' \
         ELSE {value} ~ {NO_PLAIN_TIME} OR {unknown} END"
    )
}

/// Whether a word is none of a moment's. Time zones that have several words, or rules of their own, are passed over.
fn unknown_word(value: &str) -> String {
    format!(
        "({value} !~ '[[:alpha:]][/_]' AND EXISTS (SELECT FROM regexp_matches({value}, '(?<![[:alpha:]]|[[:alpha:]][0-9]+)[[:alpha:]]+(?![[:alpha:]0-9.+-])', 'g') AS word(found) \
         WHERE lower(found[1]) NOT IN ({WORDS}) \
         AND lower(found[1]) NOT IN (SELECT lower(abbrev) FROM pg_timezone_abbrevs) \
         AND lower(found[1]) NOT IN (SELECT lower(name) FROM pg_timezone_names)))"
    )
}

/// Texts and other values become one character each, then lists and objects from within.
fn no_document(value: &str) -> String {
    let mut read = format!("regexp_replace({value}, {DOCUMENT_TEXT}, chr(1), 'g')");
    read = format!("regexp_replace({read}, {DOCUMENT_SCALAR}, chr(2), 'g')");
    read = format!("translate({read}, E' \\t\\n\\r', '')");
    for _ in 0..DEPTH {
        read = format!("regexp_replace({read}, {DOCUMENT_PART}, chr(2), 'g')");
    }
    format!(
        r"({value} ~ '[\u0001\u0002]' OR {value} ~ '(^|[^\\])(\\\\)*\\u0000' OR (SELECT read !~ '^[\u0001\u0002]$' AND read !~ {DOCUMENT_PART} FROM (SELECT {read} AS read) AS document))"
    )
}

/// An address of either kind, with or without the bits of its network. The servers read one with bits that has fewer
/// parts, and the old kind within the new one, in ways of their own.
fn no_address(value: &str) -> String {
    const GROUP: &str = "[0-9a-f]{1,4}";
    const BITS: &str = "(/0*(12[0-8]|1[01][0-9]|[1-9]?[0-9]))?";
    let old = format!(r"{OCTET}(\.{OCTET}){{3}}|[0-9]+(\.[0-9]*){{0,3}}/0*(3[0-2]|[12]?[0-9])");
    let whole = format!("({GROUP}:){{7}}{GROUP}");
    let short = format!("({GROUP}(:{GROUP})*)?::(({GROUP}:)*{GROUP})?");
    let mixed = format!("(({GROUP})?:)+[0-9.]*[.][0-9.]*");
    let colons = format!("length(regexp_replace({value}, '[^:]', '', 'g'))");
    format!(
        "({value} !~ '^({old})$' AND {value} !~* '^({whole}|{mixed}){BITS}$' \
         AND ({value} !~* '^({short}){BITS}$' OR {colons} > 8 OR ({colons} = 8 AND {value} !~ '^::|::(/|$)')))"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_a_pattern_stays_whole() {
        let condition = unreadable("v", &StorageType::Date, None).unwrap();
        assert!(!condition.contains('\n'), "{condition}");
    }
}

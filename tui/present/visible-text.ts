// What may reach the terminal as it is. Everything else is written out: controls could move the cursor or set the
// clipboard, format characters could reverse or hide what stands there, and for the rest (emoji, spacing marks,
// conjoining syllables) terminals disagree with us about the width, which would shift everything to the right.
const suspicious = new RegExp(
  [
    // Letters, numbers, signs and spaces pass, and the marks that every terminal puts on top of a letter.
    "[^\\x20-\\x7e\\p{L}\\p{N}\\p{P}\\p{S}\\p{Zs}\\u0300-\\u036f\\u0591-\\u05c7\\u064b-\\u065e\\u0e31\\u0e34-\\u0e3a\\u0e47-\\u0e4e\\u3099\\u309a]",
    "\\p{Default_Ignorable_Code_Point}|\\p{Emoji_Presentation}|\\p{Emoji_Modifier}|\\p{Regional_Indicator}",
    // Everything beyond the basic plane but Chinese characters.
    "[\\u{10000}-\\u{1ffff}\\u{40000}-\\u{10ffff}]",
    // Conjoining jamo; signs whose width changed between versions of Unicode.
    "[\\u1100-\\u11ff\\ua960-\\ua97f\\ud7b0-\\ud7ff\\u2630-\\u2637\\u268a-\\u268f\\u3248-\\u324f\\u06de\\u0e33\\u0eb3]",
  ].join("|"),
  "u",
);
const suspiciousAll = new RegExp(suspicious, "gu");
const plainAscii = /^[\x20-\x7e]*$/;

/** A run of non-spacing marks that has no base to sit on, or is longer than any language needs. */
const strayMarks = /^\p{Mn}+|(?<=\s)\p{Mn}+|(?<=\p{Mn}{2})\p{Mn}+/gu;

/**
 * THE choke point for text from outside (log records, AWS messages, file names): returns the text with everything
 * that a terminal would obey, hide or measure differently made visible. C0 controls become their pictures (␛), all
 * else `\u{202e}`. Nothing is dropped. The result has no line breaks, so it fits one row.
 */
export function visibleText(text: string): string {
  if (plainAscii.test(text)) return text;
  return text.replace(suspiciousAll, visible).replace(strayMarks, visibleEach);
}

function visible(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `\\u{${code.toString(16)}}`;
}

const visibleEach = (characters: string): string => Array.from(characters, visible).join("");

// What may reach the terminal as it is. Everything else is written out: controls could move the cursor or set the
// clipboard, format characters could reverse or hide what stands there, and for the rest (emoji, spacing marks,
// conjoining syllables) terminals disagree with us about the width, which would shift everything to the right.
const suspicious =
  /[^\x20-\x7e\p{L}\p{N}\p{P}\p{S}\p{Mn}\p{Zs}]|\p{Default_Ignorable_Code_Point}|\p{Emoji_Presentation}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/u;
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
  return text.toWellFormed().replace(suspiciousAll, visible).replace(strayMarks, visibleEach);
}

function visible(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `\\u{${code.toString(16)}}`;
}

const visibleEach = (characters: string): string => Array.from(characters, visible).join("");

namespace Scalewright.Experiments.Inventories;

/// <summary>Decodes quoted texts of Python.</summary>
internal static class PythonText
{
    private const int MaxCode = 0x10FFFF;
    private const int MaxOctalDigits = 3;
    private const string EscapeLetters = "abfnrtv\\'\"";
    private const string EscapedCharacters = "\a\b\f\n\r\t\v\\'\"";

    /// <summary>
    /// Reads a text from its opening quote, and moves behind its closing quote. Returns false for a text without an end, with an
    /// invalid escape, or in three quotes.
    /// </summary>
    public static bool TryRead(string source, ref int at, StringBuilder text, bool isRaw)
    {
        char quote = source[at];
        if (source.AsSpan(at).StartsWith(new string(quote, 3)))
        {
            return false;
        }

        for (at++; at < source.Length; at++)
        {
            if (source[at] == quote)
            {
                at++;
                return true;
            }

            if (source[at] != '\\')
            {
                text.Append(source[at]);
            }
            else if (++at == source.Length)
            {
                return false;
            }
            else if (isRaw)
            {
                text.Append('\\').Append(source[at]);
            }
            else if (!TryDecode(source, ref at, text))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>
    /// Decodes the escape of the character after a backslash, and moves to its last character. Returns false if it is invalid.
    /// </summary>
    private static bool TryDecode(string source, ref int at, StringBuilder text)
    {
        char kind = source[at];
        switch (kind)
        {
            case 'x':
                return TryDecodeHex(source, digits: 2, ref at, text);
            case 'u':
                return TryDecodeHex(source, digits: 4, ref at, text);
            case 'U':
                return TryDecodeHex(source, digits: 8, ref at, text);
            case >= '0' and <= '7':
                DecodeOctal(source, ref at, text);
                return true;
            case 'N':
                // The name of a character, which .NET does not know.
                return false;
            default:
                DecodeLetter(kind, text);
                return true;
        }
    }

    private static bool TryDecodeHex(string source, int digits, ref int at, StringBuilder text)
    {
        if (
            source.Length - at <= digits
            || !uint.TryParse(source.AsSpan(at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code)
            || code > MaxCode
        )
        {
            return false;
        }

        at += digits;
        Append(text, (int)code);
        return true;
    }

    private static void DecodeOctal(string source, ref int at, StringBuilder text)
    {
        int code = 0;
        int end = at;
        while (end < source.Length && end - at < MaxOctalDigits && source[end] is >= '0' and <= '7')
        {
            code = (code * 8) + source[end] - '0';
            end++;
        }

        at = end - 1;
        Append(text, code);
    }

    /// <summary>Appends the character of a letter, as a tab for <c>t</c>. Another letter keeps its backslash.</summary>
    private static void DecodeLetter(char letter, StringBuilder text)
    {
        int index = EscapeLetters.IndexOf(letter, StringComparison.Ordinal);
        if (index < 0)
        {
            text.Append('\\').Append(letter);
        }
        else
        {
            text.Append(EscapedCharacters[index]);
        }
    }

    private static void Append(StringBuilder text, int code)
    {
        // Python accepts a surrogate on its own, which ConvertFromUtf32 rejects.
        if (code <= char.MaxValue)
        {
            text.Append((char)code);
        }
        else
        {
            text.Append(char.ConvertFromUtf32(code));
        }
    }
}

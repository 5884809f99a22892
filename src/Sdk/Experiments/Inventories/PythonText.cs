namespace Scalewright.Experiments.Inventories;

internal static class PythonText
{
    /// <summary>Reads from the opening quote; false for an unterminated text or an invalid escape.</summary>
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
            else if (!Escape(source, ref at, text))
            {
                return false;
            }
        }

        return false;
    }

    private static bool Escape(string source, ref int at, StringBuilder text)
    {
        char kind = source[at];
        int digits = kind switch
        {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        if (digits > 0)
        {
            bool isCode =
                source.Length - at > digits
                && uint.TryParse(source.AsSpan(at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code)
                && code <= 0x10FFFF
                && Append(text, (int)code);
            at += digits;
            return isCode;
        }

        if (kind is >= '0' and <= '7')
        {
            int length = 1;
            while (length < 3 && at + length < source.Length && source[at + length] is >= '0' and <= '7')
            {
                length++;
            }

            Append(text, source.AsSpan(at, length).ToArray().Aggregate(0, (value, digit) => (value * 8) + digit - '0'));
            at += length - 1;
            return true;
        }

        int escapeIndex = "abfnrtv\\'\"".IndexOf(kind, StringComparison.Ordinal);
        _ = escapeIndex < 0 ? text.Append('\\').Append(kind) : text.Append("\a\b\f\n\r\t\v\\'\""[escapeIndex]);
        return kind != 'N';
    }

    private static bool Append(StringBuilder text, int code)
    {
        _ = code < 0x10000 ? text.Append((char)code) : text.Append(char.ConvertFromUtf32(code));
        return true;
    }
}

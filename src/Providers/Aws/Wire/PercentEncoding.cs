namespace Scalewright.Providers.AutoScaling.Wire;

/// <summary>Percent-encoding in requests and signatures.</summary>
internal static class PercentEncoding
{
    private const string Digits = "0123456789ABCDEF";
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Splits <c>a=1&amp;b=2</c> and decodes both sides; a plus is a space.</summary>
    /// <param name="text">Query string without its question mark, or a form.</param>
    /// <exception cref="QueryErrorException">An escape is malformed, or the bytes are not UTF-8.</exception>
    public static IEnumerable<KeyValuePair<string, string>> Split(string text)
    {
        foreach (string part in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int at = part.IndexOf('=', StringComparison.Ordinal);
            yield return at < 0
                ? KeyValuePair.Create(Decode(part), "")
                : KeyValuePair.Create(Decode(part[..at]), Decode(part[(at + 1)..]));
        }
    }

    public static string Encode(string text, string keep = "") => Encode(Encoding.UTF8.GetBytes(text), keep);

    /// <summary>Encodes every byte except letters, digits and <c>-_.~</c>.</summary>
    /// <param name="text">Text in UTF-8.</param>
    /// <param name="keep">Further characters that are not encoded.</param>
    public static string Encode(ReadOnlySpan<byte> text, string keep = "")
    {
        StringBuilder encoded = new(text.Length);
        foreach (byte part in text)
        {
            char character = (char)part;
            if (char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '~'
                || keep.Contains(character, StringComparison.Ordinal))
            {
                encoded.Append(character);
                continue;
            }

            encoded.Append('%').Append(Digits[part >> 4]).Append(Digits[part & 15]);
        }

        return encoded.ToString();
    }

    /// <summary>Decodes escapes and pluses.</summary>
    /// <exception cref="QueryErrorException">An escape is malformed, or the bytes are not UTF-8.</exception>
    public static string Decode(string text)
    {
        if (text.AsSpan().IndexOfAny('%', '+') < 0 && Ascii.IsValid(text))
        {
            return text;
        }

        byte[] bytes = new byte[text.Length];
        int count = 0;
        for (int index = 0; index < text.Length; index++)
        {
            bytes[count++] = text[index] switch
            {
                '+' => (byte)' ',
                '%' => Escape(text, ref index),
                < (char)256 => (byte)text[index],
                _ => throw new QueryErrorException(QueryError.MalformedQueryString("a character that is no byte")),
            };
        }

        return ToText(bytes.AsSpan(0, count));
    }

    private static string ToText(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new QueryErrorException(
                QueryError.MalformedQueryString("the bytes of a name or value are not UTF-8"));
        }
    }

    private static byte Escape(string text, ref int index)
    {
        if (index + 2 >= text.Length || !char.IsAsciiHexDigit(text[index + 1])
            || !char.IsAsciiHexDigit(text[index + 2]))
        {
            throw new QueryErrorException(QueryError.MalformedQueryString(
                "a percent sign is not followed by two hexadecimal digits"));
        }

        byte value = (byte)((FromHex(text[index + 1]) << 4) | FromHex(text[index + 2]));
        index += 2;
        return value;
    }

    private static int FromHex(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}

/// <summary>A rejected request. Never leaves the endpoint: the caller gets the error as a response.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Caught by the endpoint, always.")]
internal sealed class QueryErrorException(QueryError fault) : Exception(fault.Message)
{
    /// <summary>Error for the caller.</summary>
    public QueryError Fault { get; } = fault;
}

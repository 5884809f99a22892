namespace Scalewright.Providers.AutoScaling.Wire;

/// <summary>Percent-encoding in requests and signatures.</summary>
internal static class PercentEncoding
{
    private const string Digits = "0123456789ABCDEF";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Splits text such as <c>a=1&amp;b=2</c> into pairs, and decodes names and values. A plus is decoded as a space.
    /// </summary>
    /// <param name="text">Query string without its question mark, or a form.</param>
    /// <exception cref="QueryErrorException">An escape is malformed, or the bytes are not UTF-8.</exception>
    public static IEnumerable<KeyValuePair<string, string>> Split(string text)
    {
        foreach (string pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int separator = pair.IndexOf('=', StringComparison.Ordinal);
            yield return separator < 0
                ? KeyValuePair.Create(Decode(pair), "")
                : KeyValuePair.Create(Decode(pair[..separator]), Decode(pair[(separator + 1)..]));
        }
    }

    public static string Encode(string text, string keep = "") => Encode(Encoding.UTF8.GetBytes(text), keep);

    /// <summary>Encodes every byte except letters, digits and <c>-_.~</c>.</summary>
    /// <param name="text">Text in UTF-8.</param>
    /// <param name="keep">Additional characters that are not encoded.</param>
    public static string Encode(ReadOnlySpan<byte> text, string keep = "")
    {
        StringBuilder encoded = new(text.Length);
        foreach (byte value in text)
        {
            char character = (char)value;
            if (
                char.IsAsciiLetterOrDigit(character)
                || character is '-' or '_' or '.' or '~'
                || keep.Contains(character, StringComparison.Ordinal)
            )
            {
                encoded.Append(character);
                continue;
            }

            encoded.Append('%').Append(Digits[value >> 4]).Append(Digits[value & 15]);
        }

        return encoded.ToString();
    }

    /// <summary>Decodes percent escapes; a plus is decoded as a space.</summary>
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
                '%' => DecodeEscape(text, ref index),
                < (char)256 => (byte)text[index],
                _ => throw new QueryErrorException(QueryError.MalformedQueryString("it contains a character above U+00FF")),
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
            throw new QueryErrorException(QueryError.MalformedQueryString("the bytes of a name or value are not UTF-8"));
        }
    }

    private static byte DecodeEscape(string text, ref int index)
    {
        if (index + 2 >= text.Length || !char.IsAsciiHexDigit(text[index + 1]) || !char.IsAsciiHexDigit(text[index + 2]))
        {
            throw new QueryErrorException(QueryError.MalformedQueryString("a percent sign is not followed by two hexadecimal digits"));
        }

        byte decoded = (byte)((FromHex(text[index + 1]) << 4) | FromHex(text[index + 2]));
        index += 2;
        return decoded;
    }

    private static int FromHex(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}

/// <summary>Thrown for a rejected request. The endpoint catches it and returns the error as a response.</summary>
[SuppressMessage("Design", "CA1064", Justification = "The endpoint always catches it.")]
internal sealed class QueryErrorException(QueryError fault) : Exception(fault.Message)
{
    /// <summary>Error that is returned to the caller.</summary>
    public QueryError Fault { get; } = fault;
}

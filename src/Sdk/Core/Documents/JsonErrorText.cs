namespace Scalewright.Documents;

/// <summary>Explains why text is not valid JSON, based on the bytes after the last valid token.</summary>
internal static class JsonErrorText
{
    private const int MaxShownLength = 20;
    private static readonly SearchValues<byte> WordBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+."u8
    );
    private static readonly (string Found, string Advice) Unfinished = (
        "the text ends before all quotes and brackets are closed",
        "close what was opened; check quotes and brackets"
    );

    /// <summary>Returns a description of the error, and advice.</summary>
    /// <param name="rest">Bytes after the last token.</param>
    public static (string Found, string Advice) Describe(ReadOnlySpan<byte> rest, JsonTokenType last, bool awaitsKey, bool isRoot)
    {
        rest = SkipBlanks(rest);
        bool isBehindValue =
            last is not (JsonTokenType.None or JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.PropertyName);
        if (isBehindValue && rest is [(byte)',', ..])
        {
            rest = SkipBlanks(rest[1..]);
            if (rest is [(byte)'}' or (byte)']', ..])
            {
                return ("a comma stands before the closing bracket", "remove the comma");
            }

            isBehindValue = false;
        }

        return rest switch
        {
            [] => Unfinished,
            [(byte)'/', (byte)'/' or (byte)'*', ..] => ("a comment stands here", "remove it; JSON has none"),
            [(byte)'}' or (byte)']', ..] => ($"'{(char)rest[0]}' closes what was not opened, or comes too early", "check brackets"),
            _ when isBehindValue && isRoot => ($"{Show(rest)} stands behind the document", "keep one document in each file"),
            _ when isBehindValue => ($"{Show(rest)} stands behind a value", "write a comma or the closing bracket before it"),
            _ when awaitsKey => OfKey(rest),
            _ => OfValue(rest),
        };
    }

    private static (string Found, string Advice) OfKey(ReadOnlySpan<byte> text) =>
        text[0] == (byte)'"'
            ? FindQuotingFault(text) ?? ("a key has no colon behind it", "write a colon between key and value")
            : ($"{Show(text)} is not a key", "write the key in double quotes");

    private static (string Found, string Advice) OfValue(ReadOnlySpan<byte> text) =>
        text[0] switch
        {
            (byte)'"' => FindQuotingFault(text) ?? Unfinished,
            (byte)',' or (byte)':' => ($"'{(char)text[0]}' stands where a value belongs", "write the value, or remove it"),
            _ when IsNumberAtEnd(text) => Unfinished,
            (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.' => (
                $"{Show(text)} is not a number of JSON",
                "use digits without a leading zero or plus sign, and quotes for everything else"
            ),
            _ => ($"{Show(text)} is not a value of JSON", "use a text in double quotes, a number, true, false, null, a map or a list"),
        };

    /// <summary>True for digits at the end of the text: the number may be valid, but the text is incomplete.</summary>
    private static bool IsNumberAtEnd(ReadOnlySpan<byte> text) =>
        char.IsAsciiDigit((char)text[^1])
        && !text.ContainsAnyExcept(WordBytes)
        && text is not [(byte)'0', >= (byte)'0' and <= (byte)'9', ..] and [>= (byte)'0' and <= (byte)'9' or (byte)'-', ..];

    private static (string Found, string Advice)? FindQuotingFault(ReadOnlySpan<byte> text)
    {
        for (int i = 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)'"':
                    return null;
                case < 0x20:
                    return ("a line break or tab stands inside of quotes", "close the quotes, or write \\n or \\t");
                case (byte)'\\' when i + 1 < text.Length && !IsEscape(text[(i + 1)..]):
                    return (
                        "an escape inside of quotes is none of JSON",
                        "use \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u and four hexadecimal digits"
                    );
                case (byte)'\\':
                    i++;
                    break;
            }
        }

        return ("quotes are not closed", "close them");
    }

    private static bool IsEscape(ReadOnlySpan<byte> text) =>
        text[0] == (byte)'u'
            ? text.Length > 4 && text[1..5].ToArray().All(digit => char.IsAsciiHexDigit((char)digit))
            : "\"\\/bfnrt"u8.Contains(text[0]);

    private static ReadOnlySpan<byte> SkipBlanks(ReadOnlySpan<byte> text) => text.TrimStart(" \t\r\n"u8);

    /// <summary>Returns the first word, or the first character.</summary>
    private static string Show(ReadOnlySpan<byte> text)
    {
        int length = text.IndexOfAnyExcept(WordBytes);
        ReadOnlySpan<byte> word = text[..Math.Min(length < 0 ? text.Length : length, MaxShownLength)];
        return word.IsEmpty && Rune.DecodeFromUtf8(text, out Rune rune, out _) == OperationStatus.Done
            ? $"'{TextEscaping.Escape(rune.ToString())}'"
            : $"'{Encoding.UTF8.GetString(word)}'";
    }
}

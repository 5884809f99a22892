namespace Scalewright.Agents.XmlRpc;

/// <summary>Limits tags and attributes before parsing: a parser needs many times their size in memory.</summary>
internal static class XmlMarkupCounter
{
    /// <param name="maxTags">Maximum number of tags, including end tags.</param>
    public static void Check(ReadOnlySpan<byte> body, int maxTags, int maxAttributes)
    {
        ReadOnlySpan<byte> text = body switch
        {
            [0xFF, 0xFE, ..] or [(byte)'<', 0, ..] => Encoding.Convert(Encoding.Unicode, Encoding.UTF8, body.ToArray()),
            [0xFE, 0xFF, ..] or [0, (byte)'<', ..] => Encoding.Convert(Encoding.BigEndianUnicode, Encoding.UTF8, body.ToArray()),
            _ => body,
        };
        int tags = 0;
        int attributes = 0;
        while (text.IndexOf((byte)'<') is var start and >= 0)
        {
            text = text[start..];
            int length = text switch
            {
                _ when text.StartsWith("<!--"u8) => LengthTo(text, "-->"u8),
                _ when text.StartsWith("<![CDATA["u8) => LengthTo(text, "]]>"u8),
                _ => LengthOfTag(text, ref attributes),
            };
            text = text[length..];
            tags++;
            if (tags > maxTags || attributes > maxAttributes)
            {
                throw new XmlRpcException(
                    tags > maxTags ? $"more than {maxTags} tags" : $"more than {maxAttributes} attributes; XML-RPC has none"
                );
            }
        }
    }

    private static int LengthTo(ReadOnlySpan<byte> text, ReadOnlySpan<byte> end)
    {
        int at = text.IndexOf(end);
        return at < 0 ? text.Length : at + end.Length;
    }

    // A '>' within quotes does not end the tag, and a '=' there does not start an attribute.
    private static int LengthOfTag(ReadOnlySpan<byte> text, ref int count)
    {
        byte quote = 0;
        for (int i = 1; i < text.Length; i++)
        {
            byte character = text[i];
            if (quote != 0)
            {
                quote = character == quote ? (byte)0 : quote;
                continue;
            }

            if (character == '>')
            {
                return i + 1;
            }

            quote = character is (byte)'"' or (byte)'\'' ? character : quote;
            count += character == '=' ? 1 : 0;
        }

        return text.Length;
    }
}

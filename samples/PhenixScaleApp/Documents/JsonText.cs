using System.Buffers;
using System.Globalization;
using System.Text;

namespace PhenixScaleApp.Documents;

/// <summary>Scans a checked JSON text.</summary>
internal static class JsonText
{
    /// <summary>Length of an escaped UTF-16 unit, <c>\u00e9</c>.</summary>
    public const int UnitLength = 6;

    private static readonly SearchValues<byte> WordEnds = SearchValues.Create(",]} \n\r\t"u8);

    /// <summary>First position from here that is not a blank.</summary>
    public static int SkipBlanks(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    /// <summary>Position after the value that starts here.</summary>
    public static int SkipValue(ReadOnlySpan<byte> text, int at) => text[at] switch
    {
        (byte)'"' => SkipText(text, at),
        (byte)'{' or (byte)'[' => SkipBrackets(text, at),
        _ => SkipWord(text, at),
    };

    /// <summary>Position after the text that starts here with its quote.</summary>
    public static int SkipText(ReadOnlySpan<byte> text, int at)
    {
        at++;
        while (true)
        {
            at += text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (text[at] == '"')
            {
                return at + 1;
            }

            at += 2;
        }
    }

    /// <summary>Position after the number or keyword that starts here.</summary>
    public static int SkipWord(ReadOnlySpan<byte> text, int at)
    {
        int length = text[at..].IndexOfAny(WordEnds);
        return length < 0 ? text.Length : at + length;
    }

    /// <summary>Characters of a quoted text, without quotes and escapes.</summary>
    public static string Decode(ReadOnlySpan<byte> quoted)
    {
        ReadOnlySpan<byte> inner = quoted[1..^1];
        if (inner.IndexOf((byte)'\\') < 0)
        {
            return Encoding.UTF8.GetString(inner);
        }

        StringBuilder text = new(inner.Length);
        while (!inner.IsEmpty)
        {
            int plain = inner.IndexOf((byte)'\\');
            plain = plain < 0 ? inner.Length : plain;
            text.Append(Encoding.UTF8.GetString(inner[..plain]));
            inner = inner[plain..];
            if (!inner.IsEmpty)
            {
                inner = inner[AppendEscape(inner, text)..];
            }
        }

        return text.ToString();
    }

    /// <summary>True if an escaped UTF-16 unit starts here.</summary>
    public static bool HasUnitAt(ReadOnlySpan<byte> text, int at) => text[at..].StartsWith("\\u"u8);

    /// <summary>The escaped UTF-16 unit that starts here.</summary>
    /// <exception cref="JsonSyntaxException">It does not have four digits.</exception>
    public static int UnitAt(ReadOnlySpan<byte> text, int at) =>
        at + UnitLength <= text.Length && int.TryParse(text.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int unit)
            ? unit
            : throw new JsonSyntaxException(at, "four hexadecimal digits");

    private static int SkipBrackets(ReadOnlySpan<byte> text, int at)
    {
        int depth = 0;
        while (true)
        {
            at += text[at..].IndexOfAny("\"{}[]"u8);
            switch (text[at])
            {
                case (byte)'"':
                    at = SkipText(text, at);
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    at++;
                    break;
                default:
                    at++;
                    if (--depth == 0)
                    {
                        return at;
                    }

                    break;
            }
        }
    }

    private static int AppendEscape(ReadOnlySpan<byte> text, StringBuilder output)
    {
        if (text[1] == 'u')
        {
            output.Append((char)UnitAt(text, 0));
            return UnitLength;
        }

        output.Append(text[1] switch
        {
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            _ => (char)text[1],
        });
        return 2;
    }
}

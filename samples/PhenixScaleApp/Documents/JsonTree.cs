using System.Globalization;
using System.Text;
using Scalewright.Documents;
using Scalewright.Programs;

namespace PhenixScaleApp.Documents;

/// <summary>Parses a checked JSON text.</summary>
internal static class JsonTree
{
    /// <summary>Parses one level. Nested maps and lists stay raw.</summary>
    /// <param name="json">A checked text that starts with its value.</param>
    public static Value Expand(ReadOnlyMemory<byte> json) => Read(json, isDeep: false);

    /// <summary>Parses the whole tree. A duplicate key has the last value, at the position of the first.</summary>
    /// <param name="json">A checked text that starts with its value.</param>
    public static Value ExpandAll(ReadOnlyMemory<byte> json) => Read(json, isDeep: true);

    /// <summary>Formats a number as the reference does.</summary>
    /// <param name="word">A checked number, <c>NaN</c> or an infinity.</param>
    public static string Number(ReadOnlySpan<byte> word)
    {
        if (word.IndexOfAny(".eENI"u8) < 0)
        {
            return word.SequenceEqual("-0"u8) ? "0" : Encoding.ASCII.GetString(word);
        }

        string text = Encoding.ASCII.GetString(word);
        return text.Contains('N', StringComparison.Ordinal) || text.Contains('I', StringComparison.Ordinal)
            ? text
            : FloatText.Format(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    private static Value Read(ReadOnlyMemory<byte> json, bool isDeep) => json.Span[0] switch
    {
        (byte)'{' => ReadMap(json, isDeep),
        (byte)'[' => ReadList(json, isDeep),
        _ => ReadScalar(json.Span),
    };

    private static MapValue ReadMap(ReadOnlyMemory<byte> json, bool isDeep)
    {
        MapValue map = new();
        ReadOnlySpan<byte> text = json.Span;
        int at = JsonText.SkipBlanks(text, 1);
        while (text[at] != '}')
        {
            int end = JsonText.SkipText(text, at);
            string key = JsonText.Decode(text[at..end]);
            at = JsonText.SkipBlanks(text, JsonText.SkipBlanks(text, end) + 1);
            end = JsonText.SkipValue(text, at);
            map.Set(key, ReadPart(json[at..end], isDeep));
            at = SkipComma(text, end);
        }

        return map;
    }

    private static ListValue ReadList(ReadOnlyMemory<byte> json, bool isDeep)
    {
        ListValue list = new();
        ReadOnlySpan<byte> text = json.Span;
        int at = JsonText.SkipBlanks(text, 1);
        while (text[at] != ']')
        {
            int end = JsonText.SkipValue(text, at);
            list.Add(ReadPart(json[at..end], isDeep));
            at = SkipComma(text, end);
        }

        return list;
    }

    private static int SkipComma(ReadOnlySpan<byte> text, int at)
    {
        at = JsonText.SkipBlanks(text, at);
        return text[at] == ',' ? JsonText.SkipBlanks(text, at + 1) : at;
    }

    private static Value ReadPart(ReadOnlyMemory<byte> json, bool isDeep) =>
        json.Span[0] is (byte)'{' or (byte)'[' && !isDeep ? new RawValue(json) : Read(json, isDeep);

    private static ScalarValue ReadScalar(ReadOnlySpan<byte> word) => word[0] switch
    {
        (byte)'"' => new ScalarValue(JsonText.Decode(word)),
        (byte)'t' => ScalarValue.True,
        (byte)'f' => ScalarValue.False,
        (byte)'n' => ScalarValue.Null,
        _ => new ScalarValue(word.IndexOfAny(".eENI"u8) < 0 ? ScalarKind.Integer : ScalarKind.Number, Number(word)),
    };
}

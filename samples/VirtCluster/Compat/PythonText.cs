using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Scalewright.Programs;

namespace VirtCluster.Compat;

/// <summary>Formats JSON values as Python prints them after loading.</summary>
internal static partial class PythonText
{
    // A number that no program writes represents NaN, which JSON does not support.
    private const string NaN = "0e-999999999999999999";

    /// <summary>
    /// Replaces NaN and infinities of Python's <c>json</c> with numbers that <see cref="Repr(JsonElement)"/> formats as
    /// <c>nan</c>, <c>inf</c> and <c>-inf</c>.
    /// </summary>
    /// <param name="text">A value as Python's <c>json</c> writes it.</param>
    public static string ToJson(string text) => TextOrNumber().Replace(text, found => found.Value switch
    {
        "NaN" => NaN,
        "Infinity" => "1e999999",
        var other => other,
    });

    /// <summary>Same as <c>str(value)</c>: text is unchanged, others as in <see cref="Repr(JsonElement)"/>.</summary>
    public static string Str(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : Repr(value);

    /// <summary>Same as <c>repr(value)</c>.</summary>
    public static string Repr(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        JsonValueKind.Number => Number(value.GetRawText()),
        JsonValueKind.String => Repr(value.GetString()!),
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(Repr))}]",
        JsonValueKind.Object => $"{{{string.Join(", ", Last(value).Select(item => $"{Repr(item.Key)}: {Repr(item.Value)}"))}}}",
        _ => "None",
    };

    /// <summary>Same as <c>repr</c> of text: in single quotes, or in double ones around single ones.</summary>
    public static string Repr(string text)
    {
        char quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        StringBuilder output = new(text.Length + 2);
        output.Append(quote);
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                Append(output, char.ConvertToUtf32(text[i], text[i + 1]), text.Substring(i, 2), quote);
                i++;
            }
            else
            {
                Append(output, text[i], text[i].ToString(), quote);
            }
        }

        return output.Append(quote).ToString();
    }

    // For duplicate keys, the last value is used, at the first position.
    private static Dictionary<string, JsonElement> Last(JsonElement value)
    {
        Dictionary<string, JsonElement> items = new(StringComparer.Ordinal);
        foreach (JsonProperty item in value.EnumerateObject())
        {
            items[item.Name] = item.Value;
        }

        return items;
    }

    private static string Number(string raw) =>
        raw == NaN ? "nan" : raw.AsSpan().IndexOfAny(".eE") < 0 ? (raw == "-0" ? "0" : raw) : Float(double.Parse(raw, CultureInfo.InvariantCulture));

    // Python's json writes NaN and infinities differently from Python's print.
    private static string Float(double number) => double.IsFinite(number) ? FloatText.Format(number) : number > 0 ? "inf" : "-inf";

    private static void Append(StringBuilder output, int point, string text, char quote)
    {
        switch (point)
        {
            case '\n':
                output.Append("\\n");
                break;
            case '\r':
                output.Append("\\r");
                break;
            case '\t':
                output.Append("\\t");
                break;
            case '\\':
                output.Append("\\\\");
                break;
            default:
                output.Append(point == quote ? $"\\{quote}" : IsPrintable(point, text) ? text : Escaped(point));
                break;
        }
    }

    private static bool IsPrintable(int point, string text) => point == ' ' || CharUnicodeInfo.GetUnicodeCategory(text, 0) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);

    private static string Escaped(int point) => point switch
    {
        <= 0xFF => $"\\x{point:x2}",
        <= 0xFFFF => $"\\u{point:x4}",
        _ => $"\\U{point:x8}",
    };

    // Texts are matched so that they remain unchanged.
    [GeneratedRegex("\"(?>(?:[^\"\\\\]|\\\\.)*)\"|NaN|Infinity", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 10_000)]
    private static partial Regex TextOrNumber();
}

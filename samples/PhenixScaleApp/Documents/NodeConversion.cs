using System.Globalization;
using Scalewright.Documents;
using Scalewright.Programs;

namespace PhenixScaleApp.Documents;

/// <summary>Converts between the document's values and the nodes of the SDK.</summary>
internal static class NodeConversion
{
    /// <summary>Converts a value to a node.</summary>
    /// <param name="text">Formats a scalar.</param>
    public static DocumentNode ToNode(Value value, Func<ScalarValue, string> text) => value switch
    {
        MapValue map => new DocumentMap(map.Keys.Select((key, i) => new DocumentEntry(key, default, ToNode(map.ValueAt(i), text)))),
        ListValue list => new DocumentList(Enumerable.Range(0, list.Count).Select(i => ToNode(list[i], text))),
        ScalarValue scalar => new DocumentScalar(scalar.Kind, text(scalar)),
        _ => ToNode(value.Expand(), text),
    };

    /// <summary>Converts a value to a node, with scalars as in JSON.</summary>
    public static DocumentNode ToNode(Value value) => ToNode(value, scalar => scalar.Text);

    public static Value ToValue(DocumentNode node)
    {
        switch (node)
        {
            case DocumentMap source:
                MapValue map = new();
                foreach (DocumentEntry entry in source)
                {
                    Add(map, entry);
                }

                return map;
            case DocumentList source:
                ListValue list = new();
                foreach (DocumentNode item in source)
                {
                    list.Add(ToValue(item));
                }

                return list;
            default:
                return ToValue((DocumentScalar)node);
        }
    }

    /// <summary>True for a time of YAML or half of a surrogate pair, which JSON does not support.</summary>
    public static bool IsUnprintable(DocumentNode node) => node switch
    {
        DocumentMap map => map.Any(entry => entry.KeyKind == ScalarKind.Timestamp || !IsWhole(entry.Key) || IsUnprintable(entry.Value)),
        DocumentList list => list.Any(IsUnprintable),
        _ => ((DocumentScalar)node).ScalarKind == ScalarKind.Timestamp || !IsWhole(((DocumentScalar)node).Text),
    };

    private static bool IsWhole(string text)
    {
        for (int i = text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff'); i >= 0 && i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static void Add(MapValue map, DocumentEntry entry)
    {
        if (entry.KeyKind == ScalarKind.Text)
        {
            map.Set(entry.Key, ToValue(entry.Value));
        }
        else
        {
            ScalarValue key = ToValue(new DocumentScalar(entry.KeyKind, entry.Key));
            map.AddOther(key.Kind == ScalarKind.Null ? "null" : key.Text, key.Kind, ToValue(entry.Value));
        }
    }

    private static ScalarValue ToValue(DocumentScalar scalar) => scalar.ScalarKind switch
    {
        ScalarKind.Null => ScalarValue.Null,
        ScalarKind.Boolean => scalar.Text.Equals("true", StringComparison.OrdinalIgnoreCase) ? ScalarValue.True : ScalarValue.False,
        ScalarKind.Number => new ScalarValue(ScalarKind.Number, FloatText.Format(ToDouble(scalar.Text))),
        ScalarKind.Integer when IsDecimal(scalar.Text) => new ScalarValue(ScalarKind.Integer, TrimInteger(scalar.Text)),
        ScalarKind.Integer => new ScalarValue(scalar.Text),
        _ => new ScalarValue(scalar.ScalarKind, scalar.Text),
    };

    private static double ToDouble(string text) => text.ToUpperInvariant() switch
    {
        ".INF" or "+.INF" or "INFINITY" => double.PositiveInfinity,
        "-.INF" or "-INFINITY" => double.NegativeInfinity,
        ".NAN" or "NAN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };
    /// <summary>False for hexadecimal and octal digits that are too many to convert.</summary>
    private static bool IsDecimal(string text) => !text.AsSpan(text[0] is '+' or '-' ? 1 : 0).ContainsAnyExceptInRange('0', '9');

    /// <summary>Removes a plus sign and leading zeros, which JSON does not have.</summary>
    private static string TrimInteger(string text)
    {
        string sign = text[0] == '-' ? "-" : "";
        return text.TrimStart('+', '-').TrimStart('0') is { Length: > 0 } digits ? sign + digits : "0";
    }
}

using System.Globalization;
using Scalewright.Documents;

namespace PhenixScaleApp.Documents;

/// <summary>Between the document's values and the nodes of the SDK.</summary>
internal static class NodeConversion
{
    /// <summary>A value as a node.</summary>
    /// <param name="value">The value.</param>
    /// <param name="text">The characters of a scalar.</param>
    public static DocumentNode ToNode(Value value, Func<ScalarValue, string> text) => value switch
    {
        MapValue map => new DocumentMap(map.Keys.Select((key, i) => new DocumentEntry(key, default, ToNode(map.ValueAt(i), text)))),
        ListValue list => new DocumentList(Enumerable.Range(0, list.Count).Select(i => ToNode(list[i], text))),
        ScalarValue scalar => new DocumentScalar(scalar.Kind, text(scalar)),
        _ => ToNode(value.Expand(), text),
    };

    /// <summary>A value as a node, scalars as JSON writes them.</summary>
    public static DocumentNode ToNode(Value value) => ToNode(value, scalar => scalar.Text);

    /// <summary>A node as a value.</summary>
    public static Value ToValue(DocumentNode node)
    {
        switch (node)
        {
            case DocumentMap source:
                MapValue map = new();
                foreach (DocumentEntry entry in source)
                {
                    map.Set(entry.Key, ToValue(entry.Value));
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

    /// <summary>True when a time of YAML is in a node.</summary>
    public static bool HasTime(DocumentNode node) => node switch
    {
        DocumentMap map => map.Any(entry => HasTime(entry.Value)),
        DocumentList list => list.Any(HasTime),
        _ => ((DocumentScalar)node).Scalar == ScalarKind.Timestamp,
    };

    private static ScalarValue ToValue(DocumentScalar scalar) => scalar.Scalar switch
    {
        ScalarKind.Null => ScalarValue.Null,
        ScalarKind.Boolean => scalar.Text.Equals("true", StringComparison.OrdinalIgnoreCase) ? ScalarValue.True : ScalarValue.False,
        ScalarKind.Number => new ScalarValue(ScalarKind.Number, FloatText.Format(ToDouble(scalar.Text))),
        _ => new ScalarValue(scalar.Scalar, scalar.Text),
    };

    private static double ToDouble(string text) => text.ToUpperInvariant() switch
    {
        ".INF" or "+.INF" or "INFINITY" => double.PositiveInfinity,
        "-.INF" or "-INFINITY" => double.NegativeInfinity,
        ".NAN" or "NAN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };
}

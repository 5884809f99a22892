using System.Globalization;
using System.Text.Unicode;
using Scalewright.Documents;

namespace PhenixScaleApp.Documents;

/// <summary>Reads an experiment document: JSON, and what is no JSON as YAML 1.1.</summary>
internal static class ExperimentReader
{
    private const int BytesMax = 256 << 20;
    private const int NodesMax = 20_000_000;
    private const int DepthMax = 500;
    private static readonly ReadLimits YamlLimits = new() { BytesMax = BytesMax, NodesMax = NodesMax, DepthMax = DepthMax, ScalarLengthMax = BytesMax };

    /// <summary>Reads a document to its end.</summary>
    /// <param name="input">Where it comes from.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The document, or why it is none.</returns>
    public static async Task<ExperimentText> ReadAsync(Stream input, CancellationToken cancellationToken)
    {
        using MemoryStream buffer = new();
        byte[] piece = new byte[1 << 16];
        int length;
        while ((length = await input.ReadAsync(piece, cancellationToken)) > 0)
        {
            buffer.Write(piece, 0, length);
            if (buffer.Length > BytesMax)
            {
                return ExperimentText.Refuse($"the document is longer than {BytesMax >> 20} MiB");
            }
        }

        return Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }

    /// <summary>Reads a document.</summary>
    /// <param name="utf8">The bytes.</param>
    public static ExperimentText Parse(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            return ExperimentText.Refuse("the document is not UTF-8") with { IsUndecodable = true };
        }

        try
        {
            JsonFacts facts = JsonCheck.Run(utf8.Span);
            ReadOnlyMemory<byte> value = utf8[JsonText.SkipBlanks(utf8.Span, 0)..];
            if (facts.Nodes > NodesMax)
            {
                return ExperimentText.Refuse($"the document has more than {NodesMax} values");
            }

            if (value.Span[0] == '{')
            {
                return new ExperimentText((MapValue)(facts.HasDoubtfulKeys ? JsonTree.ExpandAll(value) : JsonTree.Expand(value)), "")
                {
                    IsUnprintable = facts.HasLoneSurrogate,
                };
            }
        }
        catch (JsonSyntaxException)
        {
            // No JSON; it may still be YAML.
        }

        return ParseYaml(utf8);
    }

    private static ExperimentText ParseYaml(ReadOnlyMemory<byte> utf8)
    {
        Document document = DocumentReader.Read(utf8, Dialect.Yaml11, YamlLimits);
        if (document.Root is not DocumentMap root)
        {
            return ExperimentText.Refuse(document.Problems.Count > 0 ? document.Problems[0].ToString() : "the root is no map");
        }

        bool hasTime = false;
        MapValue map = (MapValue)FromNode(root, ref hasTime);
        return new ExperimentText(map, "") { IsUnprintable = hasTime };
    }

    private static Value FromNode(DocumentNode node, ref bool hasTime)
    {
        switch (node)
        {
            case DocumentMap source:
                MapValue map = new();
                foreach (DocumentEntry entry in source)
                {
                    map.Set(entry.Key, FromNode(entry.Value, ref hasTime));
                }

                return map;
            case DocumentList source:
                ListValue list = new();
                foreach (DocumentNode item in source)
                {
                    list.Add(FromNode(item, ref hasTime));
                }

                return list;
            default:
                DocumentScalar scalar = (DocumentScalar)node;
                hasTime |= scalar.Scalar == ScalarKind.Timestamp;
                return FromScalar(scalar);
        }
    }

    private static ScalarValue FromScalar(DocumentScalar scalar) => scalar.Scalar switch
    {
        ScalarKind.Null => ScalarValue.Null,
        ScalarKind.Boolean => scalar.Text == "true" ? ScalarValue.True : ScalarValue.False,
        ScalarKind.Number => new ScalarValue(ScalarKind.Number, FloatText.Format(ToDouble(scalar.Text))),
        _ => new ScalarValue(scalar.Scalar, scalar.Text),
    };

    private static double ToDouble(string text) => text.ToUpperInvariant() switch
    {
        ".INF" or "+.INF" => double.PositiveInfinity,
        "-.INF" => double.NegativeInfinity,
        ".NAN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };
}

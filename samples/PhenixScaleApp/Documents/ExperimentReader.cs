using System.Text.Unicode;
using Scalewright;
using Scalewright.Documents;

namespace PhenixScaleApp.Documents;

/// <summary>Reads an experiment document as JSON, or as YAML if it is not JSON.</summary>
internal static class ExperimentReader
{
    private const int BytesMax = 256 << 20;
    private const int NodesMax = 20_000_000;
    private const int DepthMax = 500;
    private static readonly ReadLimits YamlLimits = new() { MaxBytes = BytesMax, MaxNodes = NodesMax, MaxDepth = DepthMax, MaxScalarLength = BytesMax };

    /// <summary>Reads a document to its end.</summary>
    /// <returns>The document, or the reason why it is invalid.</returns>
    public static async Task<ExperimentText> ReadAsync(Stream input, Dialect yaml, CancellationToken cancellationToken)
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

        return Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), yaml);
    }

    /// <summary>Reads a document.</summary>
    public static ExperimentText Parse(ReadOnlyMemory<byte> utf8, Dialect yaml)
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
                    ReadPlaces = () => DocumentReader.Read(utf8, Dialect.Json, YamlLimits).Root as DocumentMap,
                };
            }
        }
        catch (JsonSyntaxException)
        {
            // Not JSON, but it may be YAML.
        }

        return ParseYaml(utf8, yaml);
    }

    private static ExperimentText ParseYaml(ReadOnlyMemory<byte> utf8, Dialect yaml)
    {
        Document document = DocumentReader.Read(utf8, yaml, YamlLimits);
        if (document.Root is DocumentMap root)
        {
            return new ExperimentText((MapValue)NodeConversion.ToValue(root), "")
            {
                IsUnprintable = NodeConversion.IsUnprintable(root),
                ReadPlaces = () => DocumentReader.Read(utf8, yaml, YamlLimits).Root as DocumentMap,
            };
        }

        bool isNothing = document.Root is null
            ? utf8.Length > 0 && !IsTabOnly(utf8.Span) && document.Problems.Count == 1 && document.Problems[0].Code == ProblemCode.EmptyDocument
            : IsNothing(document.Root);
        return isNothing && yaml == Dialect.Yaml11
            ? new ExperimentText(new MapValue(), "")
            : ExperimentText.Refuse(document.Problems.Count > 0 ? document.Problems[0].ToString() : "the root is not a map");
    }

    /// <summary>A tab is not a blank where a document may start.</summary>
    private static bool IsTabOnly(ReadOnlySpan<byte> utf8) => utf8.IndexOf((byte)'\t') >= 0 && utf8.IndexOfAnyExcept(" \t\r\n"u8) < 0;

    /// <summary>True for values that the reference treats as an empty document.</summary>
    private static bool IsNothing(DocumentNode root) => root switch
    {
        DocumentList list => list.Count == 0,
        DocumentScalar { ScalarKind: ScalarKind.Null } => true,
        DocumentScalar { ScalarKind: ScalarKind.Text } text => text.Text.Length == 0,
        DocumentScalar { ScalarKind: ScalarKind.Boolean } truth => truth.Text == "false",
        DocumentScalar { ScalarKind: ScalarKind.Integer or ScalarKind.Number } number => !number.Text.AsSpan().ContainsAnyInRange('1', '9'),
        _ => false,
    };
}

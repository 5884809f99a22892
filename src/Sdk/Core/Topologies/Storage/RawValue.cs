using System.Text.RegularExpressions;
using Scalewright.Documents;

namespace Scalewright.Topologies.Storage;

/// <summary>
/// Stores a value of a profile as it was written. Values that JSON does not have (<c>010</c>, <c>.inf</c>, <c>~</c>)
/// are stored as a map with their kind: <c>{"$number": ".inf"}</c>. A map whose first key starts with <c>$</c> is
/// stored as <c>{"$map": …}</c>.
/// </summary>
internal static partial class RawValue
{
    private const string MapTag = "$map";

    public static DocumentNode Wrap(DocumentNode value) => value switch
    {
        DocumentMap map when IsTagged(map) => Tag(MapTag, WrapEntries(map)),
        DocumentMap map => WrapEntries(map),
        DocumentList list => new DocumentList(list.Select(Wrap)),
        DocumentScalar scalar when !IsCommon(scalar) => Tag(GetTag(scalar.ScalarKind), FieldWriter.Text(scalar.Text)),
        _ => value,
    };

    public static DocumentNode Unwrap(DocumentNode value) => value switch
    {
        DocumentMap map when IsTagged(map) && map[0].Key == MapTag && map[0].Value is DocumentMap inner =>
            UnwrapEntries(inner),
        DocumentMap map when IsTagged(map) && map[0].Value is DocumentScalar text && GetKind(map[0].Key) is { } kind =>
            new DocumentScalar(kind, text.Text, map.Position),
        DocumentMap map => UnwrapEntries(map),
        DocumentList list => new DocumentList(list.Select(Unwrap), list.Position),
        _ => value,
    };

    private static bool IsTagged(DocumentMap map) => map.Count > 0 && map[0].Key.StartsWith('$');

    private static DocumentMap Tag(string tag, DocumentNode value) => new([new DocumentEntry(tag, default, value)]);

    private static DocumentMap WrapEntries(DocumentMap map) =>
        new(map.Select(entry => entry with { Value = Wrap(entry.Value) }), map.Position);

    private static DocumentMap UnwrapEntries(DocumentMap map) =>
        new(map.Select(entry => entry with { Value = Unwrap(entry.Value) }), map.Position);

    /// <summary>True if JSON, YAML 1.1 and YAML 1.2 read the characters in the same way.</summary>
    private static bool IsCommon(DocumentScalar scalar) => scalar.ScalarKind switch
    {
        ScalarKind.Text => true,
        ScalarKind.Integer => CommonInteger().IsMatch(scalar.Text),
        ScalarKind.Number => CommonNumber().IsMatch(scalar.Text),
        ScalarKind.Boolean => scalar.Text is "true" or "false",
        ScalarKind.Null => scalar.Text == "null",
        _ => false,
    };

    private static string GetTag(ScalarKind kind) => kind switch
    {
        ScalarKind.Integer => "$integer",
        ScalarKind.Number => "$number",
        ScalarKind.Boolean => "$boolean",
        ScalarKind.Timestamp => "$timestamp",
        _ => "$null",
    };

    private static ScalarKind? GetKind(string tag) => tag switch
    {
        "$integer" => ScalarKind.Integer,
        "$number" => ScalarKind.Number,
        "$boolean" => ScalarKind.Boolean,
        "$timestamp" => ScalarKind.Timestamp,
        "$null" => ScalarKind.Null,
        _ => null,
    };

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex CommonInteger();

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)\.[0-9]+\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex CommonNumber();
}

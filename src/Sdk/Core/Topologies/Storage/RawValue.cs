using System.Text.RegularExpressions;
using Scalewright.Documents;

namespace Scalewright.Topologies.Storage;

/// <summary>
/// Stores a value of a profile as plain JSON. Values that JSON does not have (<c>.inf</c>, <c>.nan</c>, times) are
/// stored as a map with their kind: <c>{"$number": ".inf"}</c>. A map whose first key starts with <c>$</c> is stored
/// as <c>{"$map": …}</c>. Earlier versions stored all values so that JSON would spell differently (<c>010</c>,
/// <c>~</c>).
/// </summary>
internal static partial class RawValue
{
    private const string MapTag = "$map";

    /// <summary>Converts a value to plain JSON. Keeps the order of keys.</summary>
    public static DocumentNode Wrap(DocumentNode value) => Wrap(value, WrapScalar, static entries => entries);

    /// <summary>Converts a value to the same JSON for all spellings and orders of keys.</summary>
    public static DocumentNode WrapSorted(DocumentNode value) =>
        Wrap(value, WrapScalar, static entries => entries.OrderBy(static entry => entry.Identity, StringComparer.Ordinal));

    /// <summary>Converts a value as earlier versions did: by its spelling.</summary>
    public static DocumentNode WrapAsSpelled(DocumentNode value) =>
        Wrap(value, static scalar => IsCommon(scalar) ? scalar : Tag(scalar, scalar.Text), static entries => entries);

    public static DocumentNode Unwrap(DocumentNode value) =>
        value switch
        {
            DocumentMap map when IsTagged(map) && map[0].Key == MapTag && map[0].Value is DocumentMap inner => UnwrapEntries(inner),
            DocumentMap map when IsTagged(map) && map[0].Value is DocumentScalar text && GetKind(map[0].Key) is { } kind =>
                new DocumentScalar(kind, text.Text, map.Position),
            DocumentMap map => UnwrapEntries(map),
            DocumentList list => new DocumentList(list.Select(Unwrap), list.Position),
            _ => value,
        };

    private static bool IsTagged(DocumentMap map) => map.Count > 0 && map[0].Key.StartsWith('$');

    private static DocumentMap Tag(string tag, DocumentNode value) => new([new DocumentEntry(tag, default, value)]);

    private static DocumentMap Tag(DocumentScalar scalar, string text) => Tag(GetTag(scalar.ScalarKind), FieldWriter.Text(text));

    private static DocumentNode Wrap(
        DocumentNode value,
        Func<DocumentScalar, DocumentNode> wrapScalar,
        Func<IEnumerable<DocumentEntry>, IEnumerable<DocumentEntry>> sort
    )
    {
        switch (value)
        {
            case DocumentMap map:
                DocumentMap entries = new(
                    sort(map).Select(entry => entry with { Value = Wrap(entry.Value, wrapScalar, sort) }),
                    map.Position
                );
                return IsTagged(entries) ? Tag(MapTag, entries) : entries;
            case DocumentList list:
                return new DocumentList(list.Select(item => Wrap(item, wrapScalar, sort)));
            default:
                return wrapScalar((DocumentScalar)value);
        }
    }

    private static DocumentNode WrapScalar(DocumentScalar scalar)
    {
        if (scalar.ScalarKind == ScalarKind.Text)
        {
            return scalar;
        }

        return ScalarLiteral.ToJson(scalar) is { } literal
            ? new DocumentScalar(scalar.ScalarKind, literal, scalar.Position)
            : Tag(scalar, ScalarLiteral.ToNonFinite(scalar) ?? scalar.Text);
    }

    private static DocumentMap UnwrapEntries(DocumentMap map) =>
        new(map.Select(entry => entry with { Value = Unwrap(entry.Value) }), map.Position);

    /// <summary>True for spellings that earlier versions stored unchanged.</summary>
    private static bool IsCommon(DocumentScalar scalar) =>
        scalar.ScalarKind switch
        {
            ScalarKind.Text => true,
            ScalarKind.Integer => CommonInteger().IsMatch(scalar.Text),
            ScalarKind.Number => CommonNumber().IsMatch(scalar.Text),
            ScalarKind.Boolean => scalar.Text is "true" or "false",
            ScalarKind.Null => scalar.Text == "null",
            _ => false,
        };

    private static string GetTag(ScalarKind kind) =>
        kind switch
        {
            ScalarKind.Integer => "$integer",
            ScalarKind.Number => "$number",
            ScalarKind.Boolean => "$boolean",
            ScalarKind.Timestamp => "$timestamp",
            _ => "$null",
        };

    private static ScalarKind? GetKind(string tag) =>
        tag switch
        {
            "$integer" => ScalarKind.Integer,
            "$number" => ScalarKind.Number,
            "$boolean" => ScalarKind.Boolean,
            "$timestamp" => ScalarKind.Timestamp,
            "$null" => ScalarKind.Null,
            _ => null,
        };

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex CommonInteger();

    [GeneratedRegex(
        @"\A-?(0|[1-9][0-9]*)\.[0-9]+\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex CommonNumber();
}

using Scalewright.Documents;
using static System.FormattableString;

namespace Scalewright.Plugins;

/// <summary>Reads the fields of one map. Reports a problem with its position if a field has another type.</summary>
/// <param name="Path">Path of the map. Empty for a profile.</param>
internal sealed record FieldReader(DocumentMap Map, string Path, ProblemList Problems)
{
    public string JoinPath(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    /// <summary>Returns a text, or null if the field is missing or is not a text.</summary>
    public string? Text(string key) => Map[key] is { } node ? ReadText(node, JoinPath(key)) : null;

    public string? RequireText(string key)
    {
        ReportMissing(key);
        return Text(key);
    }

    /// <summary>
    /// Returns a 32-bit integer, or null if it is missing or invalid. Warns about a number in quotes.
    /// </summary>
    /// <param name="min">Smallest allowed value, used only in the message about a number beyond 32 bits.</param>
    /// <param name="max">Largest allowed value, used in the same way.</param>
    /// <param name="unit">Unit, used only in the message about another kind of value; empty for none.</param>
    public int? Integer(string key, int min = 0, int max = int.MaxValue, string unit = "") =>
        Map[key] is { } node ? ReadInteger(node, JoinPath(key), min, max, unit) : null;

    public FieldReader? Section(string key)
    {
        if (Map[key] is not { } node)
        {
            return null;
        }

        if (node is DocumentMap map)
        {
            return new FieldReader(map, JoinPath(key), Problems);
        }

        AddError(node, JoinPath(key), "use a map");
        return null;
    }

    public FieldReader? RequireMap(string key)
    {
        ReportMissing(key);
        return Section(key);
    }

    public DocumentList? List(string key)
    {
        DocumentNode? node = Map[key];
        if (node is not (null or DocumentList))
        {
            AddError(node, JoinPath(key), "use a list");
        }

        return node as DocumentList;
    }

    /// <summary>Returns the items of a list with their paths; none if the field is missing or is not a list.</summary>
    public IEnumerable<(DocumentNode Node, string Path)> ReadItems(string key)
    {
        DocumentList? list = List(key);
        return list is null ? [] : list.Select((node, index) => (node, $"{JoinPath(key)}[{index}]"));
    }

    public DocumentList? RequireList(string key)
    {
        ReportMissing(key);
        return List(key);
    }

    /// <summary>Returns a value as text. Adds a problem and returns null if it is not a text.</summary>
    public string? ReadText(DocumentNode node, string path)
    {
        if (node is DocumentScalar scalar && (scalar.ScalarKind == ScalarKind.Text || scalar.IsUntyped))
        {
            return scalar.Text;
        }

        AddError(node, path, node is DocumentScalar { ScalarKind: not ScalarKind.Null } ? "use a text, in quotes" : "use a text");
        return null;
    }

    public void AddError(DocumentNode node, string path, string advice) =>
        Problems.AddError(ProblemCode.WrongType, node.Position, path, $"found {node.Description}", advice);

    private void ReportMissing(string key)
    {
        if (Map.TryGetEntry(key, out _))
        {
            return;
        }

        string? near = Spelling.FindClosest(key, Map.Select(entry => entry.Key));
        Problems.AddError(
            ProblemCode.MissingField,
            Map.Position,
            JoinPath(key),
            "is missing",
            near is null ? $"add '{key}'" : $"add '{key}'; did you mean '{key}' where the file has '{TextEscaping.Escape(near)}'?"
        );
    }

    private int? ReadInteger(DocumentNode node, string path, int min, int max, string unit)
    {
        if (node is not DocumentScalar scalar || ScalarLiteral.ToInteger(scalar) is not { } whole)
        {
            AddError(node, path, unit.Length == 0 ? "use a whole number" : $"use a whole number of {unit}");
            return null;
        }

        if (scalar is { ScalarKind: ScalarKind.Text, IsUntyped: false })
        {
            Problems.AddWarning(
                ProblemCode.ValueCoerced,
                node.Position,
                path,
                $"{scalar.Description} was read as a number",
                "write it without quotes"
            );
        }

        if (Options.IntegerParser.HasLeadingZero(scalar.Text))
        {
            Problems.AddWarning(
                ProblemCode.LeadingZero,
                node.Position,
                path,
                $"{TextEscaping.Escape(scalar.Text)} was read as a decimal number",
                "write it without the leading zero"
            );
        }

        return InRange(scalar, whole, path, min, max);
    }

    private int? InRange(DocumentScalar scalar, string digits, string path, int min, int max)
    {
        if (int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value))
        {
            return value;
        }

        string text = TextEscaping.Escape(scalar.Text);
        (string found, string advice) =
            text[0] == '-'
                ? (Invariant($"{text} is below {min}"), Invariant($"use {min} or more"))
                : (Invariant($"{text} is above {max}"), Invariant($"use {max} or less"));
        Problems.AddError(ProblemCode.OutOfRange, scalar.Position, path, found, advice);
        return null;
    }
}

using Scalewright.Documents;

namespace Scalewright.Plugins;

/// <summary>Reads the fields of one map. Reports a problem with its position if a field has another type.</summary>
/// <param name="Path">Path of the map. Empty for a profile.</param>
internal sealed record FieldReader(DocumentMap Map, string Path, ProblemList Problems)
{
    public string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    /// <summary>Returns a text, or null if the field is missing or is not a text.</summary>
    public string? Text(string key) => Map[key] is { } node ? TextOf(node, PathOf(key)) : null;

    public string? RequireText(string key)
    {
        NoteMissing(key);
        return Text(key);
    }

    /// <summary>
    /// Returns a 32-bit integer, or null if it is missing or invalid. Warns about a number in quotes.
    /// </summary>
    /// <param name="least">Smallest allowed value, used only in the message about a number beyond 32 bits.</param>
    /// <param name="most">Largest allowed value, used in the same way.</param>
    public int? Integer(string key, int least = 0, int most = int.MaxValue) =>
        Map[key] is { } node ? IntegerOf(node, PathOf(key), least, most) : null;

    public FieldReader? Section(string key)
    {
        if (Map[key] is not { } node)
        {
            return null;
        }

        if (node is DocumentMap map)
        {
            return new FieldReader(map, PathOf(key), Problems);
        }

        Refuse(node, PathOf(key), "use a map");
        return null;
    }

    public FieldReader? RequireMap(string key)
    {
        NoteMissing(key);
        return Section(key);
    }

    public DocumentList? List(string key)
    {
        DocumentNode? node = Map[key];
        if (node is not (null or DocumentList))
        {
            Refuse(node, PathOf(key), "use a list");
        }

        return node as DocumentList;
    }

    public DocumentList? RequireList(string key)
    {
        NoteMissing(key);
        return List(key);
    }

    /// <summary>Returns a value as text. Adds a problem and returns null if it is not a text.</summary>
    public string? TextOf(DocumentNode node, string path)
    {
        if (node is DocumentScalar scalar && (scalar.ScalarKind == ScalarKind.Text || scalar.IsUntyped))
        {
            return scalar.Text;
        }

        Refuse(node, path,
            node is DocumentScalar { ScalarKind: not ScalarKind.Null } ? "use a text, in quotes" : "use a text");
        return null;
    }

    public void Refuse(DocumentNode node, string path, string advice) =>
        Problems.AddError(ProblemCode.WrongType, node.Position, path, $"found {node.Description}", advice);

    private void NoteMissing(string key)
    {
        if (Map.TryGetEntry(key, out _))
        {
            return;
        }

        string? near = Spelling.FindClosest(key, Map.Select(entry => entry.Key));
        Problems.AddError(
            ProblemCode.MissingField,
            Map.Position,
            PathOf(key),
            "is missing",
            near is null
                ? $"add '{key}'"
                : $"add '{key}'; did you mean '{key}' where the file has '{TextEscaping.Escape(near)}'?");
    }

    private int? IntegerOf(DocumentNode node, string path, int least, int most)
    {
        if (node is not DocumentScalar { ScalarKind: ScalarKind.Integer or ScalarKind.Text } scalar
            || !IsWhole(scalar.Text))
        {
            Refuse(node, path, "use a whole number");
            return null;
        }

        if (scalar is { ScalarKind: ScalarKind.Text, IsUntyped: false })
        {
            Problems.AddWarning(ProblemCode.ValueCoerced, node.Position, path,
                $"{scalar.Description} was read as a number", "write it without quotes");
        }

        ReadOnlySpan<char> digits = scalar.Text.AsSpan().TrimStart("+-");
        if (digits.Length > 1 && digits[0] == '0')
        {
            Problems.AddWarning(ProblemCode.LeadingZero, node.Position, path,
                $"{TextEscaping.Escape(scalar.Text)} was read as a decimal number",
                "write it without the leading zero");
        }

        return InRange(scalar, path, least, most);
    }

    private int? InRange(DocumentScalar scalar, string path, int least, int most)
    {
        if (int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value))
        {
            return value;
        }

        bool isNegative = scalar.Text[0] == '-';
        Problems.AddError(
            ProblemCode.OutOfRange,
            scalar.Position,
            path,
            $"{TextEscaping.Escape(scalar.Text)} is {(isNegative ? $"below {least}" : $"above {most}")}",
            isNegative ? $"use {least} or more" : $"use {most} or less");
        return null;
    }

    private static bool IsWhole(string text)
    {
        ReadOnlySpan<char> digits = text.AsSpan(text.Length > 0 && text[0] is '+' or '-' ? 1 : 0);
        return digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9');
    }
}

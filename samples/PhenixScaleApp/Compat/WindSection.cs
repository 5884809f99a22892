using System.Globalization;
using Scalewright;
using Scalewright.Documents;

namespace PhenixScaleApp.Compat;

/// <summary>A part of a turbine's settings with its path, for messages. Values are kept as written, of whatever type they are.</summary>
internal sealed class WindSection(DocumentMap map, string path, ProblemList problems)
{
    /// <summary>True when nothing is in it.</summary>
    public bool IsEmpty => map.Count == 0;

    /// <summary>A part of this one; empty when it is not there.</summary>
    public WindSection Section(string key)
    {
        DocumentNode? node = map[key];
        if (node is not (null or DocumentMap))
        {
            Report(key, node, "use a map");
        }

        return new WindSection(node as DocumentMap ?? DocumentMap.Empty, $"{path}.{key}", problems);
    }

    /// <summary>A part of this one; empty also when it is null, false or the like.</summary>
    public WindSection OptionalSection(string key) => IsSet(key) ? Section(key) : new WindSection(DocumentMap.Empty, $"{path}.{key}", problems);

    /// <summary>The maps of a list; none when it is not there.</summary>
    public IEnumerable<WindSection> List(string key)
    {
        DocumentNode? node = map[key];
        if (node is not (null or DocumentList))
        {
            Report(key, node, "use a list");
        }

        int index = 0;
        foreach (DocumentNode item in node as DocumentList ?? new DocumentList([]))
        {
            string field = string.Create(CultureInfo.InvariantCulture, $"{key}[{index++}]");
            if (item is not DocumentMap)
            {
                Report(field, item, "use a map");
            }

            yield return new WindSection(item as DocumentMap ?? DocumentMap.Empty, $"{path}.{field}", problems);
        }
    }

    /// <summary>A value as written; a default when it is not there.</summary>
    public string Text(string key, string missing) => Scalar(key) ?? missing;

    /// <summary>A value as written; null when it is not there, or is null, false, zero or empty.</summary>
    public string? Find(string key) => IsSet(key) ? Scalar(key) : null;

    /// <summary>A value that must be there.</summary>
    public string Required(string key)
    {
        if (map[key] is null)
        {
            problems.AddError(ProblemCode.MissingField, map.Spot, $"{path}.{key}", "is missing", "give it a value");
        }

        return Scalar(key) ?? "";
    }

    /// <summary>True when a key is there with something: not null, false, zero or empty.</summary>
    public bool IsSet(string key) => map[key] switch
    {
        null => false,
        DocumentMap section => section.Count > 0,
        DocumentList list => list.Count > 0,
        DocumentScalar { Scalar: ScalarKind.Null } => false,
        DocumentScalar { Scalar: ScalarKind.Text } text => text.Text.Length > 0,
        DocumentScalar { Scalar: ScalarKind.Boolean } truth => truth.Text.Equals("true", StringComparison.OrdinalIgnoreCase),
        DocumentScalar number => number.Text.AsSpan().ContainsAnyInRange('1', '9'),
        _ => true,
    };

    private string? Scalar(string key)
    {
        DocumentNode? node = map[key];
        if (node is not (null or DocumentScalar))
        {
            Report(key, node, "use a text or a number");
        }

        return node is DocumentScalar { Scalar: not ScalarKind.Null } scalar ? scalar.Text : null;
    }

    private void Report(string key, DocumentNode node, string advice) =>
        problems.AddError(ProblemCode.WrongType, node.Spot, $"{path}.{key}", $"{node.Kind} is not what is used here", advice);
}

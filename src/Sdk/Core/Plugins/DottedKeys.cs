using Scalewright.Documents;

namespace Scalewright.Plugins;

/// <summary>Builds nested maps from keys with dots: <c>node_template.cpu</c>. What follows <c>labels.</c> is one key, dots or not.</summary>
internal sealed class DottedKeys(ProblemList problems, int depthMax)
{
    private readonly KeyBranch _root = new(default);

    /// <summary>Adds a value; notes a problem when its key contradicts another or is too deep.</summary>
    public void Add(string key, TextSpot spot, DocumentNode value)
    {
        string[] parts = key.Split('.', key.StartsWith("labels.", StringComparison.Ordinal) ? 2 : depthMax + 1);
        if (parts.Length > depthMax)
        {
            problems.AddError(ProblemCode.DepthLimit, spot, Printable.Escape(key), $"the key has more than {depthMax} parts", "nest it less");
            return;
        }

        KeyBranch? branch = _root;
        foreach (string part in parts.AsSpan()[..^1])
        {
            branch = branch?.Below(part, spot);
        }

        if (branch?.TryAdd(parts[^1], spot, value) != true)
        {
            problems.AddError(ProblemCode.DuplicateKey, spot, Printable.Escape(key), "another key makes it both a value and a map", "keep one of them");
        }
    }

    /// <summary>The nested maps.</summary>
    public DocumentMap ToMap(TextSpot spot) => _root.ToMap(spot);
}

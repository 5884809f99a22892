using System.Globalization;
using Scalewright;
using Scalewright.Documents;

namespace PhenixScaleApp.Corrected;

/// <summary>Positions of the values of an experiment document.</summary>
/// <param name="root">The document read with positions; null if it was read without.</param>
internal sealed class Places(DocumentMap? root)
{
    /// <summary>Value at a path; null if it, or the document, does not exist.</summary>
    /// <param name="path">For example <c>spec.scenario.apps[1].metadata</c>.</param>
    public DocumentNode? Find(string path) => Walk(path) is { IsWhole: true, Node: { } node } ? node : null;

    /// <summary>Position of the value at a path, or of the existing part of the path; empty if unknown.</summary>
    public TextPosition SpotOf(string path) => root is null ? default : Walk(path).Node?.Position ?? default;

    /// <summary>Adds the missing position to a problem whose field is a path of the document or of a profile.</summary>
    /// <param name="profiles">Path of the list of profiles.</param>
    public Problem Locate(Problem problem, string profiles)
    {
        if (root is null || problem.Position.Line > 0)
        {
            return problem;
        }

        string[] parts = problem.Field.Split('.', 3);
        string? path = parts[0] switch
        {
            "spec" or "status" => problem.Field,
            "profiles" when parts.Length == 3 => PathOf(parts[1], profiles) is { } profile ? $"{profile}.{parts[2]}" : null,
            _ => null,
        };
        return path is null ? problem : problem with { Position = SpotOf(path) };
    }

    private string? PathOf(string profile, string profiles)
    {
        int index = Find(profiles) is DocumentList list
            ? Enumerable.Range(0, list.Count).FirstOrDefault(i => (list[i] as DocumentMap)?["name"] is DocumentScalar name && name.Text == profile, -1)
            : -1;
        return index < 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{profiles}[{index}]");
    }

    private (DocumentNode? Node, bool IsWhole) Walk(string path)
    {
        DocumentNode? node = root;
        foreach (string part in path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.'))
        {
            DocumentNode? next = node switch
            {
                DocumentMap map => map[part],
                DocumentList list when int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < list.Count => list[index],
                _ => null,
            };
            if (next is null)
            {
                return (node, false);
            }

            node = next;
        }

        return (node, true);
    }
}

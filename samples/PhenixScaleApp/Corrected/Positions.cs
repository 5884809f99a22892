using System.Globalization;
using Scalewright;
using Scalewright.Documents;

namespace PhenixScaleApp.Corrected;

/// <summary>Positions of the values of an experiment document.</summary>
/// <param name="root">Document that was read with positions. Null: it was read without positions.</param>
internal sealed class Positions(DocumentMap? root)
{
    /// <summary>Returns the value at a path; null if there is no value or no document.</summary>
    /// <param name="path">Path, for example <c>spec.scenario.apps[1].metadata</c>.</param>
    public DocumentNode? Find(string path) => Walk(path) is { IsComplete: true, Node: { } node } ? node : null;

    /// <summary>
    /// Returns the position of the value at a path, or of the longest part of the path that exists; empty if unknown.
    /// </summary>
    public TextPosition GetPosition(string path) => root is null ? default : Walk(path).Node?.Position ?? default;

    /// <summary>
    /// Adds the position to a problem that has none, if its field is a path in the document or in a profile.
    /// </summary>
    /// <param name="problem">Problem to locate.</param>
    /// <param name="profiles">Path of the list of profiles in the document.</param>
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
            "profiles" when parts.Length == 3 => FindProfilePath(parts[1], profiles) is { } profile ? $"{profile}.{parts[2]}" : null,
            _ => null,
        };
        return path is null ? problem : problem with { Position = GetPosition(path) };
    }

    private string? FindProfilePath(string profile, string profiles)
    {
        int index = Find(profiles) is DocumentList list
            ? Enumerable.Range(0, list.Count).FirstOrDefault(i => (list[i] as DocumentMap)?["name"] is DocumentScalar name && name.Text == profile, -1)
            : -1;
        return index < 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{profiles}[{index}]");
    }

    private (DocumentNode? Node, bool IsComplete) Walk(string path)
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

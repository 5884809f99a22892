namespace Scalewright.Experiments.Reading;

/// <summary>Finds the position of a path. List entries are identified by name, kind or index.</summary>
internal static class PositionFinder
{
    private static readonly string[] Ids = ["name", "kind", "node"];

    /// <summary>Returns the position of the first existing field, otherwise of the nearest ancestor.</summary>
    public static TextPosition Find(DocumentNode root, Problem problem)
    {
        IEnumerable<string> fields = problem.RelatedFields.Prepend(problem.Field);
        string? written = fields.FirstOrDefault(field => Find(root, field).IsWhole);
        return Find(root, written ?? problem.Field).Node.Position;
    }

    private static (DocumentNode Node, bool IsWhole) Find(DocumentNode root, string path)
    {
        DocumentNode node = root;
        string rest = path;
        while (rest.Length > 0 && Step(node, rest) is var (inner, left))
        {
            (node, rest) = (inner, left);
        }

        return (node, rest.Length == 0);
    }

    /// <summary>Resolves the first part of a path and returns the rest. Names may contain dots.</summary>
    public static (DocumentNode Node, string Left)? Step(DocumentNode node, string path)
    {
        for (int end = path.Length; end > 0; end = path.LastIndexOf('.', end - 1))
        {
            if (Child(node, path[..end]) is { } child)
            {
                return (child, end < path.Length ? path[(end + 1)..] : "");
            }
        }

        return null;
    }

    public static bool IsCalled(DocumentNode item, int index, string name) =>
        (item is DocumentMap map && Ids.Any(key => map[key] is DocumentScalar scalar && scalar.Text == name))
        || index.ToString(CultureInfo.InvariantCulture) == name;

    private static DocumentNode? Child(DocumentNode node, string name) =>
        node switch
        {
            DocumentMap map => map[name],
            DocumentList list => list.Where((item, index) => IsCalled(item, index, name)).FirstOrDefault(),
            _ => null,
        };
}

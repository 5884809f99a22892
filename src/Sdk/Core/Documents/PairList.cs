namespace Scalewright.Documents;

/// <summary>The lists of pairs of YAML 1.1: <c>!!omap</c> and <c>!!pairs</c>, as lists of a key and its value.</summary>
internal static class PairList
{
    /// <summary>A list of maps with one entry each as a list of pairs; a problem for each item that is none.</summary>
    public static DocumentList Make(DocumentList list, ProblemList problems)
    {
        List<DocumentNode> pairs = [];
        foreach (DocumentNode item in list)
        {
            if (item is DocumentMap { Count: 1 } map)
            {
                DocumentScalar key = new(map[0].KeyKind, map[0].Key, map[0].KeySpot);
                pairs.Add(new DocumentList([key, map[0].Value], item.Spot));
            }
            else
            {
                problems.AddError(ProblemCode.WrongType, item.Spot, "", $"{item.Kind} is no pair", "use a map with one entry");
            }
        }

        return new DocumentList(pairs, list.Spot);
    }
}

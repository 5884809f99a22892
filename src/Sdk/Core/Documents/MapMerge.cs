namespace Scalewright.Documents;

/// <summary>The merge key <c>&lt;&lt;</c> of YAML. Source: yaml.org/type/merge.html; order of keys as in PyYAML.</summary>
internal static class MapMerge
{
    /// <summary>The node when it can be merged; else a problem and the map without entries.</summary>
    public static DocumentNode Check(DocumentNode node, ProblemList problems)
    {
        if (node is DocumentMap || (node is DocumentList list && list.All(item => item is DocumentMap)))
        {
            return node;
        }

        problems.AddError(ProblemCode.WrongType, node.Spot, "<<", $"{node.Kind} cannot be merged", "use an alias of a map, or a list of such");
        return DocumentMap.Empty;
    }

    /// <summary>What is merged by two keys of one map; of the second's entries and the first's the second's win.</summary>
    public static DocumentNode Join(DocumentNode first, DocumentNode second) => new DocumentList(MapsOf(second).Concat(MapsOf(first)), first.Spot);

    /// <summary>A map with the entries of others in front of its own, which win; of the others the first wins.</summary>
    public static DocumentMap Apply(DocumentNode merged, DocumentMap own)
    {
        IEnumerable<DocumentMap> sources = MapsOf(merged).Reverse();
        List<DocumentEntry> entries = [];
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        foreach (DocumentEntry entry in sources.Append(own).SelectMany(source => source))
        {
            if (places.TryAdd(entry.Identity, entries.Count))
            {
                entries.Add(entry);
            }
            else
            {
                int place = places[entry.Identity];
                entries[place] = entries[place] with { Value = entry.Value, KeySpot = entry.KeySpot };
            }
        }

        return new DocumentMap([.. entries], own.Spot);
    }

    private static IEnumerable<DocumentMap> MapsOf(DocumentNode merged) => merged is DocumentMap map ? [map] : ((DocumentList)merged).Cast<DocumentMap>();
}

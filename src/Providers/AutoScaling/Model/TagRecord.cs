namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A tag of a group.</summary>
/// <param name="Key">Key, unique in its group.</param>
/// <param name="Value">Value; may be empty.</param>
/// <param name="IsPropagated">Whether instances carry it, too.</param>
internal sealed record TagRecord(string Key, string Value, bool IsPropagated)
{
    /// <summary>Tags by key; a later one of the same key wins.</summary>
    public static ValueMap<TagRecord> Map(IEnumerable<TagRecord> tags) =>
        tags.Select(tag => KeyValuePair.Create(tag.Key, tag)).ToValueMap();
}

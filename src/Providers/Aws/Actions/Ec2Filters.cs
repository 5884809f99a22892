using Scalewright.Providers.AutoScaling.Filters;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>
/// Applies EC2 filters to lists. A delegate returns the values of an item for a filter, or null for an unknown filter.
/// </summary>
internal static class Ec2Filters
{
    /// <summary>Returns the items that match all filters.</summary>
    /// <param name="facets">Returns the values of an item for a filter; without an item, null for an unknown
    /// filter.</param>
    /// <exception cref="QueryErrorException">A filter is unknown.</exception>
    public static IEnumerable<T> Apply<T>(FilterSet filters, IEnumerable<T> items, Func<T?, string, IEnumerable<string>?> facets)
        where T : class
    {
        FilterSet knownFilters = filters.Known(name => facets(null, name) is not null);
        return items.Where(item => knownFilters.Matches(name => facets(item, name)!));
    }

    /// <summary>Returns the single value of an item for a filter; empty without an item.</summary>
    public static IEnumerable<string> FilterValue<T>(T? item, Func<T, string> read)
        where T : class => item is null ? [] : [read(item)];

    /// <summary>Returns the values for the filters <c>tag:KEY</c> and <c>tag-key</c>; null for other filters.</summary>
    public static IEnumerable<string>? GetTagValues(ValueMap<string>? tags, string filter)
    {
        if (filter == "tag-key")
        {
            return tags?.Keys ?? [];
        }

        return FilterSet.GetTagKey(filter) is { } key ? tags?.Where(tag => tag.Key == key).Select(tag => tag.Value) ?? [] : null;
    }
}

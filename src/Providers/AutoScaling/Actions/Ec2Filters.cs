using System.Globalization;
using Scalewright.Providers.AutoScaling.Filters;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Filters of EC2's lists: all of them must match, by any of their values, in which <c>*</c> and <c>?</c> are wildcards.</summary>
internal static class Ec2Filters
{
    private const string TagPrefix = "tag:";

    /// <summary>Reads <c>Filter.N</c>.</summary>
    public static List<(string Name, ValueList<string> Values)> Read(QueryReader read) =>
        [.. read.Structures("Filter").Select(prefix => (read.Required(prefix + "Name"), read.Texts(prefix + "Value")))];

    /// <summary>Selects what matches all filters.</summary>
    /// <typeparam name="T">Type of the items.</typeparam>
    /// <param name="filters">The filters.</param>
    /// <param name="items">The items.</param>
    /// <param name="facets">The values of an item for a filter; without an item: null when there is no such filter.</param>
    /// <exception cref="QueryFaultException">There is no such filter.</exception>
    public static IEnumerable<T> Apply<T>(
        IReadOnlyList<(string Name, ValueList<string> Values)> filters, IEnumerable<T> items, Func<T?, string, IEnumerable<string>?> facets)
        where T : class
    {
        foreach ((string name, _) in filters.Where(filter => facets(null, filter.Name) is null))
        {
            throw new QueryFaultException(WireFault.InvalidParameterValue($"The filter '{Printable.Escape(name)}' is invalid"));
        }

        FilterSet all = new([.. filters.Select(filter => new Filter(filter.Name, filter.Values))]);
        return items.Where(item => all.Matches(name => facets(item, name)!));
    }

    /// <summary>The values of tags for the filters <c>tag:KEY</c> and <c>tag-key</c>; null for other filters.</summary>
    public static IEnumerable<string>? TagFacets(ValueMap<string>? tags, string filter) => filter switch
    {
        "tag-key" => tags?.Keys ?? [],
        _ when filter.StartsWith(TagPrefix, StringComparison.Ordinal) => tags?.Where(tag => tag.Key == filter[TagPrefix.Length..]).Select(tag => tag.Value) ?? [],
        _ => null,
    };

    /// <summary>An instant as filters compare it.</summary>
    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>A truth as filters compare it.</summary>
    public static string Text(bool truth) => truth ? "true" : "false";
}

namespace Scalewright.Providers.AutoScaling.Filters;

/// <summary>Filters of a request. All filters must match, each with one of its values.</summary>
internal sealed record FilterSet(IReadOnlyList<QueryFilter> Filters)
{
    // EC2 user guide, "List and filter using the CLI and API".
    private const int MaxFilters = 50;
    private const int MaxValues = 200;

    /// <summary>Prefix of tag filters, followed by the key.</summary>
    public const string TagPrefix = "tag:";

    /// <summary>Reads EC2's <c>Filter.N.Name</c> and <c>Filter.N.Value.N</c>.</summary>
    /// <exception cref="QueryErrorException">There are too many filters.</exception>
    public static FilterSet ReadEc2(QueryReader reader)
    {
        FilterSet all = Read(reader, "Filter", "Value");
        if (all.Filters.Count > MaxFilters || all.Filters.Any(filter => filter.Values.Count > MaxValues))
        {
            throw new QueryErrorException(
                new QueryError(400, "FilterLimitExceeded", $"At most {MaxFilters} filters with {MaxValues} values each are allowed.")
            );
        }

        return all;
    }

    /// <summary>Returns these filters.</summary>
    /// <exception cref="QueryErrorException">A filter is unknown.</exception>
    public FilterSet Known(Predicate<string> isKnown) =>
        Filters.FirstOrDefault(filter => !isKnown(filter.Name)) is { } unknown
            ? throw new QueryErrorException(
                QueryError.InvalidParameterValue($"The filter '{TextEscaping.Escape(unknown.Name)}' is invalid")
            )
            : this;

    /// <summary>
    /// Reads AutoScaling's <c>Filters.member.N.Name</c> and <c>.Values.member.N</c> and collects errors.
    /// </summary>
    /// <param name="names">Known names, for the message.</param>
    /// <param name="value">Name of the boolean filter, whose values are case-insensitive; null for none.</param>
    public static FilterSet ReadAutoScaling(QueryReader reader, Predicate<string> isKnown, IEnumerable<string> names, string? value = null)
    {
        FilterSet all = new([
            .. Read(reader, "Filters.member", "Values.member")
                .Filters.Select(filter =>
                    filter.Name == value ? new QueryFilter(filter.Name, [.. filter.Values.Select(Normalize)]) : filter
                ),
        ]);
        reader.AddErrorIf(
            all.Filters.Count > MaxFilters || all.Filters.Any(filter => filter.Values.Count > MaxValues),
            "filters",
            $"Member must have at most {MaxFilters} filters with {MaxValues} values each"
        );

        foreach (QueryFilter unknown in all.Filters.Where(filter => filter.Name.Length > 0 && !isKnown(filter.Name)))
        {
            reader.AddError("filters.name", $"Member must be one of {string.Join(", ", names)}", unknown.Name);
        }

        return all;
    }

    /// <summary>Returns true if an item matches all filters.</summary>
    /// <param name="valuesOf">Returns the values of the item for the name of a filter.</param>
    public bool Matches(Func<string, IEnumerable<string>> valuesOf) => Filters.All(filter => valuesOf(filter.Name).Any(filter.Matches));

    /// <summary>Returns the key of a tag filter; null for other filters.</summary>
    public static string? GetTagKey(string name) => name.StartsWith(TagPrefix, StringComparison.Ordinal) ? name[TagPrefix.Length..] : null;

    private static string Normalize(string value) => bool.TryParse(value, out bool flag) ? XmlText.FormatBool(flag) : value;

    private static FilterSet Read(QueryReader reader, string list, string values) =>
        new([
            .. reader
                .Structures(list)
                .Select(prefix => new QueryFilter(reader.Required(prefix + "Name"), reader.Texts(prefix + values, minLength: 0))),
        ]);
}

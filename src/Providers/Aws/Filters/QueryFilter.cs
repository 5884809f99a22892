namespace Scalewright.Providers.AutoScaling.Filters;

/// <summary>A filter of a Describe action: a name and values with wildcards.</summary>
internal sealed class QueryFilter
{
    private readonly Wildcard[] _wildcards;

    /// <param name="values">Values, one of which must match.</param>
    public QueryFilter(string name, IReadOnlyList<string> values)
    {
        (Name, Values) = (name, values);
        _wildcards = [.. values.Select(value => new Wildcard(value))];
    }

    public string Name { get; }

    /// <summary>Raw values, including escapes.</summary>
    public IReadOnlyList<string> Values { get; }

    public bool Matches(string text) => _wildcards.Any(wildcard => wildcard.IsMatch(text));
}

namespace Scalewright.Providers.AutoScaling.Filters;

/// <summary>One filter of a request.</summary>
internal sealed class Filter
{
    private readonly Wildcard[] _wildcards;

    /// <param name="name">Name of the filter.</param>
    /// <param name="values">Values, one of which must match.</param>
    public Filter(string name, IReadOnlyList<string> values)
    {
        (Name, Values) = (name, values);
        _wildcards = [.. values.Select(value => new Wildcard(value))];
    }

    /// <summary>Name of the filter.</summary>
    public string Name { get; }

    /// <summary>Values as they came.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>Tells whether a text matches one of the values.</summary>
    public bool Matches(string text) => _wildcards.Any(wildcard => wildcard.IsMatch(text));
}

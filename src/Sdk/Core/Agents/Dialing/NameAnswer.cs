namespace Scalewright.Agents.Dialing;

/// <summary>Result of a name query.</summary>
/// <param name="Addresses">Addresses, in order of preference. May be empty.</param>
public sealed record NameAnswer(ValueList<IPAddress> Addresses)
{
    /// <summary>Alias to query instead, if the resolver does not follow aliases. Default null.</summary>
    public string? Alias { get; init; }
}

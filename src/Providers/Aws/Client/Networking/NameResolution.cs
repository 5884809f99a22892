namespace Scalewright.Providers.AutoScaling.Networking;

/// <summary>Result of a name query.</summary>
/// <param name="Addresses">Addresses, in order of preference. May be empty.</param>
public sealed record NameResolution(ValueList<IPAddress> Addresses)
{
    /// <summary>Alias to query instead, if the resolver does not follow aliases. Default null.</summary>
    public string? Alias { get; init; }
}

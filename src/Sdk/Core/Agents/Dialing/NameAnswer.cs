namespace Scalewright.Agents.Dialing;

/// <summary>What a name stands for.</summary>
/// <param name="Addresses">Its addresses, in the order of preference; may be empty.</param>
public sealed record NameAnswer(ValueList<IPAddress> Addresses)
{
    /// <summary>Another name to ask for instead, when the resolver does not do so itself; default none.</summary>
    public string? Alias { get; init; }
}

namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Moves the end of a lease.</summary>
internal sealed record LeaseChange
{
    public required string EndDate { get; init; }
}

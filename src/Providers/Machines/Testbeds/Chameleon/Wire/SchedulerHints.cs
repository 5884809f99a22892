namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Where a server shall be.</summary>
internal sealed record SchedulerHints
{
    public required string Reservation { get; init; }
}

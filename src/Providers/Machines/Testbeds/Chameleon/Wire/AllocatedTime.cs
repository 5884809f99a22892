namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>A time during which a machine is leased.</summary>
internal sealed record AllocatedTime
{
    public string? LeaseId { get; init; }

    public string? StartDate { get; init; }

    public string? EndDate { get; init; }
}

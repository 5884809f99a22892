using Scalewright.Providers.Chameleon.Wire;

namespace Scalewright.Providers.Chameleon.Leases;

/// <summary>A lease as it was seen.</summary>
/// <param name="Region">Where it is.</param>
/// <param name="Wire">What the service says.</param>
internal sealed record LeaseSight(string Region, Lease Wire)
{
    public string Id => Wire.Id;

    public string Name => Wire.Name ?? "";

    public string Status => Wire.Status ?? "";

    /// <summary>Its first reservation of machines; null: it has none.</summary>
    public Reservation? Machines => Wire.Reservations?.FirstOrDefault(one => one.ResourceType is null or LeaseBook.HostResource);

    /// <summary>The type of its machines; empty: any; null: they were chosen in another way.</summary>
    public string? Type => NodeTypeRule.Read(Machines?.ResourceProperties);

    public int Room => Machines?.Max ?? 0;

    public DateTimeOffset Starts => LeaseTime.Read(Wire.StartDate) ?? default;

    public DateTimeOffset Ends => LeaseTime.Read(Wire.EndDate) ?? DateTimeOffset.MaxValue;

    public DateTimeOffset Created => LeaseTime.Read(Wire.CreatedAt) ?? Starts;

    public bool IsActive => Status == "ACTIVE";

    public bool HasFailed => Status == "ERROR";

    /// <summary>Whether it is over, or about to be.</summary>
    public bool IsEnding => Status is "TERMINATING" or "TERMINATED" or "DELETING";

    /// <summary>Whether it holds machines, or will, and can be used.</summary>
    public bool IsLive => !HasFailed && !IsEnding;
}

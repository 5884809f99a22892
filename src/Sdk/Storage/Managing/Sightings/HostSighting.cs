namespace Scalewright.Storage.Managing.Sightings;

/// <summary>What the agent of a host last told.</summary>
internal sealed record HostSighting
{
    public static HostSighting None { get; } = new();

    /// <summary>The disks it sees, by serial number.</summary>
    public IReadOnlyList<SeenDevice> Devices { get; init; } = [];

    /// <summary>Its Lustre addresses.</summary>
    public IReadOnlyList<string> Nids { get; init; } = [];

    /// <summary>Short names of the servers that share its high-availability cluster, itself among them; none while that does not run.</summary>
    public IReadOnlyList<string> Peers { get; init; } = [];

    public string LnetState { get; init; } = "";
}

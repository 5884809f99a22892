namespace Scalewright.Providers.Simulation;

/// <summary>Nothing comes from a host to any other, nor from them to it.</summary>
/// <param name="Host">The host: a node's name, or <c>controller</c>.</param>
public sealed record IsolateHost(string Host) : Fault
{
    /// <summary>Whether it hears nothing; default true.</summary>
    public bool Inbound { get; init; } = true;

    /// <summary>Whether nobody hears it; default true.</summary>
    public bool Outbound { get; init; } = true;

    private protected override string Words => (Inbound, Outbound) switch
    {
        (true, true) => $"{Printable.Escape(Host)} is cut off{Time}",
        (true, false) => $"{Printable.Escape(Host)} hears nothing{Time}",
        (false, true) => $"nobody hears {Printable.Escape(Host)}{Time}",
        _ => $"{Printable.Escape(Host)} is cut off in no direction",
    };

    internal override bool WaitsForHosts => true;

    internal override void CheckValues(FaultCheck check) => check.Given(nameof(Host), Host);

    internal override void CheckTargets(FaultCheck check, World world) => check.Host(world, nameof(Host), Host);

    internal override Action? Begin(World world) => world.Network.HostOf(Host).Cut(Inbound, Outbound);
}

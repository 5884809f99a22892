namespace Scalewright.Providers.Simulation;

/// <summary>Cuts a host off from all others, in both directions.</summary>
/// <param name="Host">The host: name of a node, or <c>controller</c>.</param>
public sealed record IsolateHost(string Host) : Fault
{
    /// <summary>Indicates whether inbound packets are dropped. Default true.</summary>
    public bool BlocksInbound { get; init; } = true;

    /// <summary>Indicates whether outbound packets are dropped. Default true.</summary>
    public bool BlocksOutbound { get; init; } = true;

    private protected override string Description =>
        (BlocksInbound, BlocksOutbound) switch
        {
            (true, true) => $"{TextEscaping.Escape(Host)} is cut off{DurationSuffix}",
            (true, false) => $"messages to {TextEscaping.Escape(Host)} are lost{DurationSuffix}",
            (false, true) => $"messages from {TextEscaping.Escape(Host)} are lost{DurationSuffix}",
            _ => $"{TextEscaping.Escape(Host)} is cut off in no direction",
        };

    internal override bool WaitsForHosts => true;

    internal override void CheckValues(FaultCheck check) => check.NotNull(nameof(Host), Host);

    internal override void CheckTargets(FaultCheck check, World world) => check.Host(world, nameof(Host), Host);

    internal override Action? Inject(World world) => world.Network.GetHost(Host).Cut(BlocksInbound, BlocksOutbound);
}

namespace Scalewright.Providers.Simulation;

/// <summary>Cuts the link between two hosts. Packets in flight still arrive.</summary>
/// <param name="From">A host: name of a node, or <c>controller</c>.</param>
/// <param name="To">Another host.</param>
public sealed record CutLink(string From, string To) : Fault
{
    /// <summary>True to cut only the direction from <see cref="From"/> to <see cref="To"/>. Default false.</summary>
    public bool IsOneWay { get; init; }

    private protected override string Description =>
        $"the link {TextEscaping.Escape(From)} {(IsOneWay ? "→" : "↔")} {TextEscaping.Escape(To)} is "
        + $"cut{(IsOneWay ? " one way" : "")}{DurationSuffix}";

    internal override bool WaitsForHosts => true;

    internal override void CheckValues(FaultCheck check)
    {
        check.NotNull(nameof(From), From);
        check.NotNull(nameof(To), To);
    }

    internal override void CheckTargets(FaultCheck check, World world)
    {
        check.Host(world, nameof(From), From);
        check.Host(world, nameof(To), To);
    }

    internal override Action? Inject(World world)
    {
        Action heal = world.Network.GetLink(From, To).Cut();
        return IsOneWay ? heal : heal + world.Network.GetLink(To, From).Cut();
    }
}

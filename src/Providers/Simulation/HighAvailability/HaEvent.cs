namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>Event of a high-availability cluster.</summary>
public sealed record HaEvent
{
    private HaEvent(HaEventKind kind, string node = "", string label = "", bool isOn = false) =>
        (Kind, Node, Label, IsOn) = (kind, node, label, isOn);

    /// <summary>Kind of the event.</summary>
    public HaEventKind Kind { get; }

    /// <summary>Name of the node; empty when the event does not refer to a node.</summary>
    public string Node { get; }

    /// <summary>Label of the target; empty when the event does not refer to a target.</summary>
    public string Label { get; }

    /// <summary>For a configuration, true for the primary node. For standby, true when standby starts.</summary>
    public bool IsOn { get; }

    /// <summary>Device path, ID and mount point, for a configuration that creates the target; else null.</summary>
    public HaTarget? Record { get; init; }

    /// <summary>Creates an event: a node joins.</summary>
    public static HaEvent Join(string node) => new(HaEventKind.Join, node);

    /// <summary>Creates an event: a node leaves.</summary>
    public static HaEvent Leave(string node) => new(HaEventKind.Leave, node);

    /// <summary>Creates an event: a node enters or leaves standby.</summary>
    public static HaEvent Standby(string node, bool isOn) => new(HaEventKind.Standby, node, isOn: isOn);

    /// <summary>Creates an event: a target is assigned its primary or secondary node.</summary>
    public static HaEvent Configure(string label, string node, bool isPrimary) => new(HaEventKind.Configure, node, label, isPrimary);

    /// <summary>Creates an event: a target is removed (primary node) or loses its secondary node.</summary>
    public static HaEvent Unconfigure(string label, bool isPrimary) => new(HaEventKind.Unconfigure, "", label, isPrimary);

    /// <summary>Creates an event: a target is started.</summary>
    public static HaEvent Start(string label) => new(HaEventKind.Start, "", label);

    /// <summary>Creates an event: a target is stopped.</summary>
    public static HaEvent Stop(string label) => new(HaEventKind.Stop, "", label);

    /// <summary>Creates an event: a target fails over to its secondary node.</summary>
    public static HaEvent Failover(string label) => new(HaEventKind.Failover, "", label);

    /// <summary>Creates an event: a target fails back to its primary node.</summary>
    public static HaEvent Failback(string label) => new(HaEventKind.Failback, "", label);

    /// <summary>Creates an event: all targets are removed. The members remain.</summary>
    public static HaEvent Clear() => new(HaEventKind.Clear);

    /// <summary>Returns text such as <c>LEAVE n1</c> or <c>START OST_0</c>.</summary>
    public override string ToString() =>
        string.Join(' ', new[] { Kind.ToString().ToUpperInvariant(), Label, Node }.Where(word => word.Length > 0));
}

namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>One thing that happens to a high-availability cluster.</summary>
public sealed record HaEvent
{
    private HaEvent(HaEventKind kind, string node = "", string label = "", bool isOn = false) => (Kind, Node, Label, IsOn) = (kind, node, label, isOn);

    /// <summary>What happens.</summary>
    public HaEventKind Kind { get; }

    /// <summary>The node; empty when the event is about none.</summary>
    public string Node { get; }

    /// <summary>The target; empty when the event is about none.</summary>
    public string Label { get; }

    /// <summary>For a configuration whether it is the primary node's, for standby whether it begins.</summary>
    public bool IsOn { get; }

    /// <summary>The target's device path, id and mount point, for a configuration that makes its record; null for none.</summary>
    public HaTarget? Record { get; init; }

    /// <summary>A node comes.</summary>
    public static HaEvent Join(string node) => new(HaEventKind.Join, node);

    /// <summary>A node goes.</summary>
    public static HaEvent Leave(string node) => new(HaEventKind.Leave, node);

    /// <summary>A node is made to run nothing, or allowed to again.</summary>
    public static HaEvent Standby(string node, bool isOn) => new(HaEventKind.Standby, node, isOn: isOn);

    /// <summary>A target gets its primary or secondary node.</summary>
    public static HaEvent Configure(string label, string node, bool isPrimary) => new(HaEventKind.Configure, node, label, isPrimary);

    /// <summary>A target is forgotten (its primary node), or loses its secondary node.</summary>
    public static HaEvent Unconfigure(string label, bool isPrimary) => new(HaEventKind.Unconfigure, "", label, isPrimary);

    /// <summary>A target is wanted.</summary>
    public static HaEvent Start(string label) => new(HaEventKind.Start, "", label);

    /// <summary>A target is not wanted.</summary>
    public static HaEvent Stop(string label) => new(HaEventKind.Stop, "", label);

    /// <summary>A target is sent to its secondary node.</summary>
    public static HaEvent Failover(string label) => new(HaEventKind.Failover, "", label);

    /// <summary>A target is sent to its primary node.</summary>
    public static HaEvent Failback(string label) => new(HaEventKind.Failback, "", label);

    /// <summary>All targets are forgotten; the members stay.</summary>
    public static HaEvent Clear() => new(HaEventKind.Clear);

    /// <summary><c>leave n1</c>, <c>start OST_0</c>.</summary>
    public override string ToString() => string.Join(' ', new[] { Kind.ToString().ToUpperInvariant(), Label, Node }.Where(word => word.Length > 0));
}

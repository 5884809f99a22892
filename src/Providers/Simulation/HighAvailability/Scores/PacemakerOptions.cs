namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Options of the cluster, with Pacemaker's defaults.</summary>
public sealed record PacemakerOptions
{
    private static readonly string[] Names =
    [
        "fencing-enabled",
        "startup-fencing",
        "symmetric-cluster",
        "maintenance-mode",
        "stop-all-resources",
        "no-quorum-policy",
        "placement-strategy",
        "start-failure-is-fatal",
    ];

    // Pacemaker Explained, booleans.
    private static readonly string[] Yes = ["true", "on", "yes", "y", "1"];
    private static readonly string[] No = ["false", "off", "no", "n", "0"];

    /// <summary>Indicates whether lost nodes are fenced. Default true.</summary>
    public bool IsStonithEnabled { get; init; } = true;

    /// <summary>Indicates whether a node that was never seen counts as lost. Default true.</summary>
    public bool IsStartupFencing { get; init; } = true;

    /// <summary>True to allow nodes unless a location bans them; false for the opposite. Default true.</summary>
    public bool IsSymmetricCluster { get; init; } = true;

    /// <summary>True to start, stop and move no resources. Default false.</summary>
    public bool IsMaintenanceMode { get; init; }

    /// <summary>Indicates whether all resources are stopped. Default false.</summary>
    public bool StopsAllResources { get; init; }

    /// <summary>Action of nodes without quorum. Default stop.</summary>
    public QuorumPolicy NoQuorumPolicy { get; init; }

    /// <summary>Strategy for using node capacity. Default: ignore capacity.</summary>
    public PlacementStrategy PlacementStrategy { get; init; }

    /// <summary>
    /// Indicates whether a failed start bans the resource from the node until its failures are cleared. If false, it is
    /// a failure like any other, and counts toward <c>migration-threshold</c>. Default true.
    /// </summary>
    public bool IsStartFailureFatal { get; init; } = true;

    /// <summary>
    /// Sets an option by Pacemaker's name: <c>fencing-enabled</c> (until Pacemaker 3 <c>stonith-enabled</c>),
    /// <c>startup-fencing</c>, <c>symmetric-cluster</c>, <c>maintenance-mode</c>, <c>stop-all-resources</c>,
    /// <c>no-quorum-policy</c>, <c>placement-strategy</c> or <c>start-failure-is-fatal</c>.
    /// </summary>
    /// <param name="name">Name of the option, for example <c>no-quorum-policy</c>.</param>
    /// <param name="value">Value, for example <c>freeze</c>. Not case-sensitive.</param>
    /// <exception cref="ArgumentException">The name or the value is not supported.</exception>
    public PacemakerOptions With(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return name switch
        {
            "fencing-enabled" or "stonith-enabled" => this with { IsStonithEnabled = ReadFlag(name, value) },
            "startup-fencing" => this with { IsStartupFencing = ReadFlag(name, value) },
            "symmetric-cluster" => this with { IsSymmetricCluster = ReadFlag(name, value) },
            "maintenance-mode" => this with { IsMaintenanceMode = ReadFlag(name, value) },
            "stop-all-resources" => this with { StopsAllResources = ReadFlag(name, value) },
            "no-quorum-policy" => this with { NoQuorumPolicy = ReadPolicy(name, value) },
            "placement-strategy" => this with { PlacementStrategy = ParseEnum<PlacementStrategy>(name, value) },
            "start-failure-is-fatal" => this with { IsStartFailureFatal = ReadFlag(name, value) },
            _ => throw new ArgumentException(
                $"'{name}' is not an option of the model; use one of {string.Join(", ", Names)}",
                nameof(name)
            ),
        };
    }

    /// <summary>Returns true if a meta attribute is true, as Pacemaker parses it.</summary>
    internal static bool IsTrue(string value) => Yes.Contains(value, StringComparer.OrdinalIgnoreCase);

    internal static bool IsFlag(string value) => IsTrue(value) || No.Contains(value, StringComparer.OrdinalIgnoreCase);

    private static bool ReadFlag(string name, string value) => IsFlag(value) ? IsTrue(value) : throw Invalid(name, value, [.. Yes, .. No]);

    // Pacemaker 3 renamed "suicide" to "fence".
    private static QuorumPolicy ReadPolicy(string name, string value) =>
        value.Equals("fence", StringComparison.OrdinalIgnoreCase) ? QuorumPolicy.Suicide : ParseEnum<QuorumPolicy>(name, value);

    private static T ParseEnum<T>(string name, string value)
        where T : struct, Enum
    {
        string[] allowed = [.. Enum.GetNames<T>().Select(word => word.ToLowerInvariant())];
        return allowed.Contains(value, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<T>(value, ignoreCase: true)
            : throw Invalid(name, value, allowed);
    }

    private static ArgumentException Invalid(string name, string value, IEnumerable<string> allowed) =>
        new($"{name}: '{value}' is not one of its values; use one of {string.Join(", ", allowed)}", nameof(value));
}

namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>A Slurm node as reported by <c>scontrol show node</c>.</summary>
/// <param name="Name">Name in <c>slurm.conf</c>.</param>
/// <param name="State">State: <c>IDLE</c>, <c>MIXED</c>, <c>ALLOCATED</c>, <c>DOWN</c> and others.</param>
/// <param name="Flags">Flags: <c>CLOUD</c>, <c>POWERED_DOWN</c>, <c>POWERING_UP</c>, <c>DRAIN</c> and others.</param>
/// <param name="Reason">Reason why the node is down or drained; empty if it is neither, or if no reason is set.</param>
public sealed record SlurmNode(string Name, string State, ValueList<string> Flags, string Reason)
{
    /// <summary>Reason set on nodes that an engine has drained.</summary>
    internal const string HoldReason = "scalewright: not wanted";

    private static readonly string[] Works = ["IDLE", "MIXED", "ALLOCATED", "COMPLETING"];

    /// <summary>True if no job runs on the node.</summary>
    public bool IsIdle => State == "IDLE";

    /// <summary>True if the node is powered down and no power-up was requested.</summary>
    public bool IsPoweredDown => Has("POWERED_DOWN") && !Has("POWER_UP", "POWERING_UP", "POWERING_DOWN");

    /// <summary>True if an engine has drained the node, so that it receives no new jobs.</summary>
    public bool IsDrained => Has("DRAIN") && Reason.StartsWith(HoldReason, StringComparison.Ordinal);

    /// <summary>True if the node is starting and is not ready yet.</summary>
    public bool IsPoweringUp => Has("POWER_UP", "POWERING_UP") && !Has("DRAIN");

    /// <summary>True if jobs can run on the node now.</summary>
    public bool IsReady =>
        Works.Contains(State, StringComparer.Ordinal)
        && !Has(
            "POWER_UP",
            "POWERING_UP",
            "POWER_DOWN",
            "POWERING_DOWN",
            "POWERED_DOWN",
            "DRAIN",
            "NOT_RESPONDING",
            "MAINTENANCE",
            "FAIL",
            "REBOOT_ISSUED"
        );

    /// <summary>
    /// True if the node can be made available to the scheduler: it was not drained by others and has not failed.
    /// </summary>
    internal bool IsSpare =>
        IsDrained
            ? Works.Contains(State, StringComparer.Ordinal) && !Has("POWERING_DOWN", "POWER_DOWN")
            : IsIdle && IsPoweredDown && !Has("DRAIN");

    internal bool Has(params string[] flags) => Flags.Any(flag => flags.Contains(flag, StringComparer.Ordinal));
}

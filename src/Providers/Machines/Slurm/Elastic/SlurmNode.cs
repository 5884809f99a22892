namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>A node of Slurm as <c>scontrol show node</c> tells of it.</summary>
/// <param name="Name">Its name in <c>slurm.conf</c>.</param>
/// <param name="State">What it does: <c>IDLE</c>, <c>MIXED</c>, <c>ALLOCATED</c>, <c>DOWN</c> and others.</param>
/// <param name="Flags">What holds besides: <c>CLOUD</c>, <c>POWERED_DOWN</c>, <c>POWERING_UP</c>, <c>DRAIN</c> and others.</param>
/// <param name="Reason">Why it is down or drained; empty: it is not, or nobody said.</param>
public sealed record SlurmNode(string Name, string State, ValueList<string> Flags, string Reason)
{
    /// <summary>Why a node gets no jobs that an engine does not want.</summary>
    internal const string HoldReason = "scalewright: not wanted";

    private static readonly string[] Works = ["IDLE", "MIXED", "ALLOCATED", "COMPLETING"];

    /// <summary>True when no job runs on it.</summary>
    public bool IsIdle => State == "IDLE";

    /// <summary>True when it has no power, and nobody asked that it gets some.</summary>
    public bool IsOff => Has("POWERED_DOWN") && !Has("POWER_UP", "POWERING_UP", "POWERING_DOWN");

    /// <summary>True when an engine took it away from the scheduler: it gets no new jobs.</summary>
    public bool IsHeld => Has("DRAIN") && Reason.StartsWith(HoldReason, StringComparison.Ordinal);

    /// <summary>True when it is asked to start and does not serve yet.</summary>
    public bool IsStarting => Has("POWER_UP", "POWERING_UP") && !Has("DRAIN");

    /// <summary>True when jobs may run on it now.</summary>
    public bool IsReady => Works.Contains(State, StringComparer.Ordinal)
        && !Has("POWER_UP", "POWERING_UP", "POWER_DOWN", "POWERING_DOWN", "POWERED_DOWN", "DRAIN", "NOT_RESPONDING", "MAINTENANCE", "FAIL", "REBOOT_ISSUED");

    /// <summary>True when it may be given to the scheduler: nobody else drained it or took it for broken.</summary>
    internal bool IsSpare => IsHeld ? Works.Contains(State, StringComparer.Ordinal) && !Has("POWERING_DOWN", "POWER_DOWN") : IsIdle && IsOff && !Has("DRAIN");

    internal bool Has(params string[] flags) => Flags.Any(flag => flags.Contains(flag, StringComparer.Ordinal));
}

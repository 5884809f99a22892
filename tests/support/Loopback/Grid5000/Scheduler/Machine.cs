namespace Loopback.Grid5000.Scheduler;

internal sealed record Machine(string Name, ClusterSpec Cluster)
{
    /// <summary><c>alive</c>, <c>absent</c>, <c>standby</c>, <c>suspected</c> or <c>dead</c>.</summary>
    public string Hard { get; set; } = "alive";

    public int BadDeployments { get; set; }

    public bool IsUsable => Hard is not ("dead" or "suspected");
}

using Scalewright.Providers.Grid5000.Wire;

namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>What deployments have come to.</summary>
/// <param name="triesMax">How often one machine is tried.</param>
/// <param name="refused">Nodes that nothing is put on any more.</param>
internal sealed class DeploymentPicture(ValueList<Deployment> deployments, int triesMax, IReadOnlyDictionary<NodeId, Problem> refused)
{
    /// <summary>How many deployments had been begun when it was looked at: what came later it does not show.</summary>
    public long Begun { get; init; }

    /// <summary>What a node is doing.</summary>
    public ResourceState StateOf(PlacedNode node) =>
        JobState.HasFailed(node.Job) ? ResourceState.Failed
        : JobState.IsEnding(node.Job) ? ResourceState.Leaving
        : !JobState.IsRunning(node.Job) ? ResourceState.Pending
        : node.Machine.Length == 0 ? ResourceState.Failed
        : !node.IsDeployed || IsDeployed(node) ? ResourceState.Ready
        : IsUnderWay(node) ? ResourceState.Pending
        : HasTriesLeft(node) ? ResourceState.Pending
        : ResourceState.Failed;

    /// <summary>Whether something is to be put on a node's machine now.</summary>
    public bool IsWanted(PlacedNode node) => node is { IsDeployed: true, RemovedBy: null, Machine.Length: > 0 }
        && JobState.IsRunning(node.Job) && !IsDeployed(node) && !IsUnderWay(node) && HasTriesLeft(node);

    /// <summary>Whether all tries on a node's machine failed.</summary>
    public bool IsGivenUp(PlacedNode node) => node is { IsDeployed: true, Machine.Length: > 0 } && JobState.IsRunning(node.Job) && !IsDeployed(node) && !IsUnderWay(node) && TriesOf(node) >= triesMax;

    /// <summary>How often it was tried.</summary>
    public int TriesOf(PlacedNode node) => Of(node).Count();

    private bool HasTriesLeft(PlacedNode node) => TriesOf(node) < triesMax && !refused.ContainsKey(node.Id);

    private bool IsDeployed(PlacedNode node) => Of(node).Any(deployment => deployment.Result?.GetValueOrDefault(node.Machine)?.State == "OK");

    private bool IsUnderWay(PlacedNode node) => Of(node).Any(deployment => deployment.Status is "waiting" or "processing");

    /// <summary>Deployments of the node's machine since the machine is the job's.</summary>
    private IEnumerable<Deployment> Of(PlacedNode node) => deployments.Where(deployment =>
        deployment.CreatedAt >= (node.Job.StartedAt ?? long.MaxValue) && (deployment.Nodes?.Contains(node.Machine, StringComparer.Ordinal) ?? false));
}

namespace Scalewright.Experiments.Deployments;

/// <summary>What became of a deployment or a deletion.</summary>
/// <param name="Name">The playbook, as <c>application/consul</c>.</param>
public sealed record DeploymentReport(string Name)
{
    /// <summary>What came of the playbook; null when all hosts are simulated, and none ran.</summary>
    public PlaybookResult? Result { get; init; }

    /// <summary>True when all hosts are simulated: what was wanted is noted, and no playbook ran.</summary>
    public bool IsSimulated => Result is null;
}

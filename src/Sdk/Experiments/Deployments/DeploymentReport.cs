namespace Scalewright.Experiments.Deployments;

/// <summary>Result of a deployment or a deletion.</summary>
/// <param name="Name">The playbook, for example <c>application/consul</c>.</param>
public sealed record DeploymentReport(string Name)
{
    /// <summary>Result of the playbook; null if all hosts are simulated and no playbook ran.</summary>
    public PlaybookResult? Result { get; init; }
}

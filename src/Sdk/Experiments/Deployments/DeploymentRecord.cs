namespace Scalewright.Experiments.Deployments;

/// <summary>What is known of one thing that was deployed.</summary>
/// <param name="Name">Its playbook, as <c>application/consul</c>.</param>
/// <param name="State">How far it is.</param>
public sealed record DeploymentRecord(string Name, DeploymentState State)
{
    /// <summary>True when all hosts are simulated: it is noted here, and no playbook ran; default false.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>The variables it was deployed with, which it is deleted with as well.</summary>
    public DocumentMap Vars { get; init; } = DocumentMap.Empty;
}

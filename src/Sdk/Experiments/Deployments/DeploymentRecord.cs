namespace Scalewright.Experiments.Deployments;

/// <summary>Record of a deployment.</summary>
/// <param name="Name">Playbook, for example <c>application/consul</c>.</param>
/// <param name="State">State of the deployment.</param>
public sealed record DeploymentRecord(string Name, DeploymentState State)
{
    /// <summary>True if all hosts are simulated, so that no playbook ran. Default false.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>Variables of the deployment, also used to delete it.</summary>
    public DocumentMap Vars { get; init; } = DocumentMap.Empty;
}

namespace Scalewright.Experiments.Deployments;

/// <summary>State of a deployment.</summary>
public enum DeploymentState
{
    /// <summary>The run failed, or started and has an unknown outcome. Parts may be deployed.</summary>
    InProgress,

    /// <summary>The deployment is complete.</summary>
    Deployed,
}

namespace Scalewright.Experiments.Deployments;

/// <summary>State of a deployment.</summary>
public enum DeploymentState
{
    /// <summary>The run failed, or its outcome is unknown. Parts may be deployed.</summary>
    InProgress,

    /// <summary>The deployment is complete.</summary>
    Deployed,
}

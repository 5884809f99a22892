namespace Scalewright.Experiments.Deployments;

/// <summary>How far something is deployed.</summary>
public enum DeploymentState
{
    /// <summary>A run began and its end is not known, or it failed: parts of it may be there.</summary>
    Begun,

    /// <summary>It is there.</summary>
    Deployed,
}

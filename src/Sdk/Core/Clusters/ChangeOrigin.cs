namespace Scalewright.Clusters;

/// <summary>Cause of a change that runs until the cluster matches its topology.</summary>
internal enum ChangeOrigin
{
    /// <summary>A call by the user.</summary>
    User,

    /// <summary>Monitoring. It does not replace nodes again that would soon wait for the same reason.</summary>
    Monitor,

    /// <summary>Disposal of an ephemeral cluster; it is the last change.</summary>
    Disposal,
}

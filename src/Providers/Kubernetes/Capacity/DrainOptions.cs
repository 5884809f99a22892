namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>How a machine is emptied.</summary>
public sealed record DrainOptions
{
    /// <summary>How long budgets may hold pods, and pods may take to end; default 10 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long after a refusal a pod is asked to go again, when the cluster does not say; default 5 s, as kubectl waits.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether pods go that nothing makes anew elsewhere; default false: where there is such a pod, nothing is drained. Nodes of this library are such pods.</summary>
    public bool IncludesUnmanaged { get; init; }

    /// <summary>Whether pods go that keep data on the machine (volumes of the kind <c>emptyDir</c>), which is lost with them; default false: where there is such a pod, nothing is drained.</summary>
    public bool LosesLocalData { get; init; }

    internal DrainOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Pause, TimeSpan.Zero);
        return this;
    }
}

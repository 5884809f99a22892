namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>Options for draining a machine.</summary>
public sealed record DrainOptions
{
    /// <summary>Timeout for disruption budgets to allow evictions and for pods to end. Default 10 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Delay before a blocked eviction is retried, if the response has no <c>Retry-After</c>. Default 5 seconds, as in
    /// kubectl.
    /// </summary>
    public TimeSpan EvictionRetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Indicates whether pods without a controller are evicted, which are not recreated on another machine. Default
    /// false: no pod is evicted if the machine has such a pod. Pods that the provider creates for nodes have no
    /// controller.
    /// </summary>
    public bool Force { get; init; }

    /// <summary>
    /// Indicates whether pods with local data (<c>emptyDir</c> volumes) are evicted, which deletes the data. Default
    /// false: no pod is evicted if the machine has such a pod.
    /// </summary>
    public bool DeleteEmptyDirData { get; init; }

    /// <exception cref="ArgumentException">A value is invalid; the message lists all invalid values.</exception>
    internal DrainOptions Checked()
    {
        OptionsValidation validation = new();
        validation.Add(Timeout <= TimeSpan.Zero, nameof(Timeout), $"{Timeout} is not above zero", "use more than zero");
        validation.Add(EvictionRetryDelay <= TimeSpan.Zero, nameof(EvictionRetryDelay),
            $"{EvictionRetryDelay} is not above zero", "use more than zero");
        validation.Throw();
        return this;
    }
}

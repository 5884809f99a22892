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

    /// <exception cref="ArgumentException">Some cannot be; each is told.</exception>
    internal DrainOptions Checked()
    {
        WrongOptions wrong = new();
        wrong.Add(Timeout <= TimeSpan.Zero, nameof(Timeout), $"{Timeout} is no time to wait", "use more than zero");
        wrong.Add(Pause <= TimeSpan.Zero, nameof(Pause), $"{Pause} is no time to wait", "use more than zero");
        wrong.Throw();
        return this;
    }
}

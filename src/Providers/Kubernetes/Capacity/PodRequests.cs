namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>What a pod asks for as a whole, as the scheduler counts it (k8s.io/component-helpers, resource.PodRequests).</summary>
internal static class PodRequests
{
    /// <summary>All containers together, or the largest moment of the start if that is more, and the overhead of the pod itself.</summary>
    /// <param name="what">Of what: <c>cpu</c>, in processors, or <c>memory</c>, in bytes.</param>
    /// <exception cref="ApiException">It is no amount.</exception>
    public static decimal Of(PodSpec? spec, string what)
    {
        decimal sidecars = 0;
        decimal starting = 0;
        foreach (PodContainer container in spec?.InitContainers ?? [])
        {
            // Those before it that go on run beside it.
            decimal own = Amount(container.Resources?.Requests, what);
            sidecars += container.RestartPolicy == "Always" ? own : 0;
            starting = Math.Max(starting, container.RestartPolicy == "Always" ? sidecars : sidecars + own);
        }

        decimal running = (spec?.Containers ?? []).Sum(container => Amount(container.Resources?.Requests, what)) + sidecars;
        return Math.Max(running, starting) + Amount(spec?.Overhead, what);
    }

    /// <summary>One of several amounts; 0 where it is missing.</summary>
    /// <exception cref="ApiException">It is no amount.</exception>
    public static decimal Amount(Dictionary<string, string>? amounts, string what) => amounts is not null && amounts.TryGetValue(what, out string? text)
        ? Quantity.Parse(text) ?? throw new ApiException(200, ApiException.NonsenseReason, $"'{Printable.Escape(text)}' is no amount of {what}")
        : 0;
}

namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>
/// Computes the total requests of a pod like the scheduler (k8s.io/component-helpers, resource.PodRequests).
/// </summary>
internal static class PodRequests
{
    /// <summary>
    /// Returns the sum of all containers, or the peak of the init phase if it is higher, plus the pod overhead.
    /// </summary>
    /// <param name="resource">Resource: <c>cpu</c>, in processors, or <c>memory</c>, in bytes.</param>
    /// <exception cref="ApiException">An amount is invalid.</exception>
    public static decimal GetTotal(V1PodSpec? spec, string resource)
    {
        decimal sidecars = 0;
        decimal starting = 0;
        foreach (V1Container container in spec?.InitContainers ?? [])
        {
            // Earlier init containers that keep running (sidecars) run at the same time as this one.
            decimal amount = Amount(container.Resources?.Requests, resource);
            sidecars += container.RestartPolicy == "Always" ? amount : 0;
            starting = Math.Max(starting, container.RestartPolicy == "Always" ? sidecars : sidecars + amount);
        }

        decimal running = (spec?.Containers ?? []).Sum(container => Amount(container.Resources?.Requests, resource)) + sidecars;
        return Math.Max(running, starting) + Amount(spec?.Overhead, resource);
    }

    public static decimal Amount(IDictionary<string, ResourceQuantity>? amounts, string resource)
    {
        try
        {
            return amounts is not null && amounts.TryGetValue(resource, out ResourceQuantity? quantity) ? quantity.ToDecimal() : 0;
        }
        catch (OverflowException exception)
        {
            throw new ApiException(200, ApiException.NonsenseReason, $"an amount of {resource} is too large", exception);
        }
    }
}

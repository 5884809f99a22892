namespace Scalewright.Providers.Kubernetes.Pods;

internal sealed class PodClient(ApiClient client, KubernetesOptions options)
{
    public string Path { get; } = $"api/v1/namespaces/{Uri.EscapeDataString(options.Client.Namespace)}/pods";

    public Task<V1Pod?> FindAsync(string name, CancellationToken cancellationToken) =>
        FindAsync(client.GetAsync<V1Pod>(BuildPath(name), cancellationToken));

    /// <summary>Like <see cref="FindAsync(string, CancellationToken)"/>, for a caller that retries itself.</summary>
    public Task<V1Pod?> FindOnceAsync(string name, CancellationToken cancellationToken) =>
        FindAsync(client.CallAsync<V1Pod>(HttpMethod.Get, BuildPath(name), null, cancellationToken));

    private static async Task<V1Pod?> FindAsync(Task<V1Pod> response)
    {
        try
        {
            return await response;
        }
        catch (ApiException failure) when (failure.IsPodNotFound)
        {
            return null;
        }
    }

    /// <summary>Lists the pods of an owner, each once, and returns the version of the list.</summary>
    public async Task<(ValueList<V1Pod> Pods, string Version)> ListAsync(Owner? owner, CancellationToken cancellationToken)
    {
        (ValueList<V1Pod> pods, string version) = await client.ListAsync<V1Pod>(
            (Path, $"labelSelector={Uri.EscapeDataString(PodTags.Selector(owner))}"),
            V1Pod.KubeKind,
            options.PageSize,
            cancellationToken
        );
        return ([.. pods.GroupBy(PodResourceMapper.GetId, StringComparer.Ordinal).Select(same => same.Last())], version);
    }

    public Task<V1Pod> CreateAsync(V1Pod pod) =>
        client.CallAsync<V1Pod>(HttpMethod.Post, Path, ApiClient.ToBody(pod), CancellationToken.None);

    /// <summary>Applies a merge patch. If it has a resource version, the pod must not have changed since.</summary>
    public Task<V1Pod> PatchAsync(string name, V1Pod patch) =>
        client.CallAsync<V1Pod>(
            HttpMethod.Patch,
            BuildPath(name),
            ApiClient.ToBody(patch, "application/merge-patch+json"),
            CancellationToken.None
        );

    /// <summary>Requests the deletion of a pod, unless it has changed since it was read.</summary>
    public Task<V1Pod> DeleteAsync(V1Pod pod)
    {
        V1DeleteOptions request = new()
        {
            ApiVersion = "v1",
            Kind = "DeleteOptions",
            GracePeriodSeconds = (long)options.TerminationGracePeriod.TotalSeconds,
            Preconditions = new V1Preconditions { Uid = pod.Metadata?.Uid, ResourceVersion = pod.Metadata?.ResourceVersion },
        };
        return client.CallAsync<V1Pod>(
            HttpMethod.Delete,
            BuildPath(pod.Metadata?.Name ?? ""),
            ApiClient.ToBody(request),
            CancellationToken.None
        );
    }

    private string BuildPath(string name) => $"{Path}/{Uri.EscapeDataString(name)}";
}

namespace Scalewright.Providers.Kubernetes.Pods;

internal sealed class PodClient(ApiClient client, KubernetesOptions options)
{
    public string Path { get; } = $"api/v1/namespaces/{Uri.EscapeDataString(options.Client.Namespace)}/pods";

    public async Task<V1Pod?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetAsync(BuildPath(name), KubernetesJson.Default.V1Pod, cancellationToken);
        }
        catch (ApiException failure) when (failure.IsPodNotFound)
        {
            return null;
        }
    }

    /// <summary>Lists the pods of an owner, each once, and returns the version of the list.</summary>
    public async Task<(ValueList<V1Pod> Pods, string Version)> ListAsync(
        Owner? owner, CancellationToken cancellationToken)
    {
        (ValueList<V1Pod> pods, string version) = await ListPager.ReadAsync(
            ("pods", "PodList"),
            FormattableString.Invariant(
                $"{Path}?labelSelector={Uri.EscapeDataString(PodTags.Selector(owner))}&limit={options.PageSize}"),
            KubernetesJson.Default.V1Pod,
            async (path, token) =>
            {
                V1PodList page = await client.GetAsync(path, KubernetesJson.Default.V1PodList, token);
                return (page.Kind, page.Items, page.Metadata);
            },
            cancellationToken);
        return ([.. pods.GroupBy(PodResourceMapper.GetId, StringComparer.Ordinal)
            .Select(same => same.Last())], version);
    }

    public Task<V1Pod> CreateAsync(V1Pod pod) => client.CallAsync(HttpMethod.Post, Path,
        ApiBody.Create(pod, KubernetesJson.Default.V1Pod), KubernetesJson.Default.V1Pod, CancellationToken.None);

    public Task<V1Pod> PatchAsync(string name, MetaPatch patch) =>
        client.CallAsync(HttpMethod.Patch, BuildPath(name),
            ApiBody.Create(patch, KubernetesJson.Default.MetaPatch, "application/merge-patch+json"),
            KubernetesJson.Default.V1Pod, CancellationToken.None);

    /// <summary>Requests the deletion of a pod, unless it has changed since it was read.</summary>
    public Task<V1Pod> DeleteAsync(V1Pod pod)
    {
        DeleteRequest request = new()
        {
            GracePeriodSeconds = (long)options.TerminationGracePeriod.TotalSeconds,
            Preconditions =
                new DeletePreconditions { Uid = pod.Metadata?.Uid, ResourceVersion = pod.Metadata?.ResourceVersion },
        };
        return client.CallAsync(HttpMethod.Delete, BuildPath(pod.Metadata?.Name ?? ""), ApiBody.Create(
            request, KubernetesJson.Default.DeleteRequest), KubernetesJson.Default.V1Pod, CancellationToken.None);
    }

    private string BuildPath(string name) => $"{Path}/{Uri.EscapeDataString(name)}";
}

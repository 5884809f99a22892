namespace Scalewright.Providers.Kubernetes.Pods;

internal sealed class PodShelf(ApiClient client, KubernetesProviderOptions options)
{
    public string Path { get; } = $"api/v1/namespaces/{Uri.EscapeDataString(options.Access.Namespace)}/pods";

    public async Task<Pod?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetAsync(PathOf(name), KubernetesJson.Default.Pod, cancellationToken);
        }
        catch (ApiException gone) when (gone.IsGone)
        {
            return null;
        }
    }

    /// <summary>Lists the tagged pods of an owner with the list version. Each pod occurs once.</summary>
    public async Task<(ValueList<Pod> Pods, string Version)> ListAsync(Owner? owner, CancellationToken cancellationToken)
    {
        (ValueList<Pod> pods, string version) = await Pages.ReadAsync(
            ("pods", "PodList"),
            FormattableString.Invariant($"{Path}?labelSelector={Uri.EscapeDataString(PodMarks.Selector(owner))}&limit={options.PageSize}"),
            KubernetesJson.Default.Pod,
            async (path, token) =>
            {
                PodList page = await client.GetAsync(path, KubernetesJson.Default.PodList, token);
                return (page.Kind, page.Items, page.Metadata);
            },
            cancellationToken);
        return ([.. pods.GroupBy(PodView.IdOf, StringComparer.Ordinal).Select(same => same.Last())], version);
    }

    public Task<Pod> CreateAsync(Pod pod) => client.CallAsync(HttpMethod.Post, Path, ApiBody.Of(pod, KubernetesJson.Default.Pod), KubernetesJson.Default.Pod, CancellationToken.None);

    public Task<Pod> PatchAsync(string name, MetaPatch patch) =>
        client.CallAsync(HttpMethod.Patch, PathOf(name), ApiBody.Of(patch, KubernetesJson.Default.MetaPatch, "application/merge-patch+json"), KubernetesJson.Default.Pod, CancellationToken.None);

    /// <summary>Requests the deletion of a pod, unless it has changed since it was read.</summary>
    public Task<Pod> DeleteAsync(Pod seen)
    {
        DeleteRequest request = new()
        {
            GracePeriodSeconds = (long)options.Grace.TotalSeconds,
            Preconditions = new DeletePreconditions { Uid = seen.Metadata?.Uid, ResourceVersion = seen.Metadata?.ResourceVersion },
        };
        return client.CallAsync(HttpMethod.Delete, PathOf(seen.Metadata?.Name ?? ""), ApiBody.Of(request, KubernetesJson.Default.DeleteRequest), KubernetesJson.Default.Pod, CancellationToken.None);
    }

    private string PathOf(string name) => $"{Path}/{Uri.EscapeDataString(name)}";
}

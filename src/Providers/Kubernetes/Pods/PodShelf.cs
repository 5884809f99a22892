using Scalewright.Providers.Kubernetes.Client;
using Scalewright.Providers.Kubernetes.Wire;

namespace Scalewright.Providers.Kubernetes.Pods;

/// <summary>The pods of a namespace.</summary>
/// <param name="client">Calls the API.</param>
/// <param name="options">Which namespace.</param>
internal sealed class PodShelf(ApiClient client, KubernetesProviderOptions options)
{
    private const int RestartsMax = 3;

    /// <summary>Where they are found.</summary>
    public string Path { get; } = $"api/v1/namespaces/{Uri.EscapeDataString(options.Access.Namespace)}/pods";

    /// <summary>One pod; null: there is none of this name.</summary>
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

    /// <summary>The marked pods of an owner, and the version of the list. Each is in it once, however it changes meanwhile.</summary>
    public async Task<(ValueList<Pod> Pods, string Version)> ListAsync(Owner? owner, CancellationToken cancellationToken)
    {
        for (int restarts = 0; ; restarts++)
        {
            try
            {
                return await ReadPagesAsync(owner, cancellationToken);
            }
            catch (ApiException expired) when (expired.Status == 410 && restarts < RestartsMax)
            {
                // The list became too old between two pages: a new one is whole.
            }
        }
    }

    public Task<Pod> CreateAsync(Pod pod) => client.CallAsync(HttpMethod.Post, Path, ApiBody.Of(pod, KubernetesJson.Default.Pod), KubernetesJson.Default.Pod, CancellationToken.None);

    public Task<Pod> PatchAsync(string name, MetaPatch patch) =>
        client.CallAsync(HttpMethod.Patch, PathOf(name), ApiBody.Of(patch, KubernetesJson.Default.MetaPatch, "application/merge-patch+json"), KubernetesJson.Default.Pod, CancellationToken.None);

    /// <summary>Begins to end a pod as it was seen: one that has changed since is left alone.</summary>
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

    private async Task<(ValueList<Pod> Pods, string Version)> ReadPagesAsync(Owner? owner, CancellationToken cancellationToken)
    {
        Dictionary<string, Pod> found = new(StringComparer.Ordinal);
        HashSet<string> tokens = new(StringComparer.Ordinal);
        string start = FormattableString.Invariant($"{Path}?labelSelector={Uri.EscapeDataString(PodMarks.Selector(owner))}&limit={options.PageSize}");
        for (string token = ""; ;)
        {
            PodList page = await client.GetAsync(token.Length > 0 ? $"{start}&continue={Uri.EscapeDataString(token)}" : start, KubernetesJson.Default.PodList, cancellationToken);
            if (page.Kind != "PodList")
            {
                throw new ApiException(200, ApiException.NonsenseReason, $"a list of pods is a PodList, and this is '{page.Kind}'");
            }

            foreach (Pod pod in page.Items ?? [])
            {
                found[PodView.IdOf(pod)] = pod;
            }

            token = page.Metadata?.Continue ?? "";
            if (token.Length == 0)
            {
                return ([.. found.Values], page.Metadata?.ResourceVersion ?? "");
            }

            _ = tokens.Add(token) ? true : throw KubernetesProblems.EndlessList();
        }
    }
}

using Scalewright.Providers.Kubernetes.Client;
using Scalewright.Providers.Kubernetes.Wire;

namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>Machines and pods of a whole cluster, whoever made them.</summary>
internal sealed class ClusterPods(ApiClient client, int pageSize)
{
    private const int RestartsMax = 3;

    public static string PathOf(Pod pod) => $"api/v1/namespaces/{Uri.EscapeDataString(pod.Metadata?.Namespace ?? "")}/pods/{Uri.EscapeDataString(pod.Metadata?.Name ?? "")}";

    /// <summary>The pods of a machine; null: of all.</summary>
    public Task<ValueList<Pod>> ListAsync(string? machine, CancellationToken cancellationToken) => ReadAsync(
        "api/v1/pods",
        machine is null ? "" : $"fieldSelector={Uri.EscapeDataString($"spec.nodeName={machine}")}",
        async (path, token) =>
        {
            PodList page = await client.GetAsync(path, KubernetesJson.Default.PodList, token);
            return (page.Kind == "PodList", page.Items, page.Metadata);
        },
        cancellationToken);

    /// <summary>The machines that a selector of labels names; empty: all.</summary>
    public Task<ValueList<Machine>> ListMachinesAsync(string selector, CancellationToken cancellationToken) => ReadAsync(
        "api/v1/nodes",
        selector.Length == 0 ? "" : $"labelSelector={Uri.EscapeDataString(selector)}",
        async (path, token) =>
        {
            MachineList page = await client.GetAsync(path, KubernetesJson.Default.MachineList, token);
            return (page.Kind == "NodeList", page.Items, page.Metadata);
        },
        cancellationToken);

    /// <summary>Whether a pod is still there, and not another one by its name.</summary>
    public async Task<bool> IsThereAsync(Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.GetAsync(PathOf(pod), KubernetesJson.Default.Pod, cancellationToken)).Metadata?.Uid == pod.Metadata?.Uid;
        }
        catch (ApiException gone) when (gone.Status == 404)
        {
            return false;
        }
    }

    private async Task<ValueList<T>> ReadAsync<T>(string path, string query, Func<string, CancellationToken, Task<(bool IsList, IReadOnlyList<T>? Items, ListMeta? Meta)>> read, CancellationToken cancellationToken)
    {
        string start = FormattableString.Invariant($"{path}?limit={pageSize}{(query.Length > 0 ? "&" : "")}{query}");
        for (int restarts = 0; ; restarts++)
        {
            try
            {
                List<T> found = [];
                HashSet<string> tokens = new(StringComparer.Ordinal);
                for (string token = ""; ;)
                {
                    (bool isList, IReadOnlyList<T>? items, ListMeta? meta) = await read(token.Length > 0 ? $"{start}&continue={Uri.EscapeDataString(token)}" : start, cancellationToken);
                    found.AddRange(isList ? items ?? [] : throw new ApiException(200, ApiException.NonsenseReason, $"what {path} answers is no list"));
                    token = meta?.Continue ?? "";
                    if (token.Length == 0)
                    {
                        return found.ToValueList();
                    }

                    _ = tokens.Add(token) ? true : throw KubernetesProblems.EndlessList();
                }
            }
            catch (ApiException expired) when (expired.Status == 410 && restarts < RestartsMax)
            {
                // The list became too old between two pages: a new one is whole.
            }
        }
    }
}

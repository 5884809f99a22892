using System.Text.Json.Serialization.Metadata;

namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>
/// Reads the machines and pods of the whole cluster, including those that Scalewright did not create.
/// </summary>
internal sealed class ClusterPods(ApiClient client, int pageSize)
{
    public static string GetPath(V1Pod pod) =>
        $"api/v1/namespaces/{Uri.EscapeDataString(pod.Metadata?.Namespace ?? "")}/pods/"
        + $"{Uri.EscapeDataString(pod.Metadata?.Name ?? "")}";

    /// <summary>Lists the pods of a machine; null for all pods.</summary>
    public Task<ValueList<V1Pod>> ListAsync(string? machine, CancellationToken cancellationToken) => ReadAsync(
        ("pods", "PodList"),
        "api/v1/pods",
        machine is null ? "" : $"fieldSelector={Uri.EscapeDataString($"spec.nodeName={machine}")}",
        KubernetesJson.Default.V1Pod,
        async (path, token) =>
        {
            V1PodList page = await client.GetAsync(path, KubernetesJson.Default.V1PodList, token);
            return (page.Kind, page.Items, page.Metadata);
        },
        cancellationToken);

    /// <summary>Lists the machines that match a label selector; empty for all.</summary>
    public Task<ValueList<V1Node>> ListMachinesAsync(string selector, CancellationToken cancellationToken) =>
        ReadMachinesAsync(
            selector.Length == 0 ? "" : $"labelSelector={Uri.EscapeDataString(selector)}", cancellationToken);

    public async Task<V1Node?> FindMachineAsync(string name, CancellationToken cancellationToken) =>
        await ReadMachinesAsync($"fieldSelector={Uri.EscapeDataString($"metadata.name={name}")}",
            cancellationToken) is [var found, ..] ? found : null;

    /// <summary>Returns true if the pod still exists and was not replaced by another one of the same name.</summary>
    public async Task<bool> IsThereAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.GetAsync(
                GetPath(pod), KubernetesJson.Default.V1Pod, cancellationToken)).Metadata?.Uid == pod.Metadata?.Uid;
        }
        catch (ApiException failure) when (failure.Status == 404)
        {
            return false;
        }
    }

    private Task<ValueList<V1Node>> ReadMachinesAsync(string query, CancellationToken cancellationToken) => ReadAsync(
        ("nodes", "NodeList"),
        "api/v1/nodes",
        query,
        KubernetesJson.Default.V1Node,
        async (path, token) =>
        {
            V1NodeList page = await client.GetAsync(path, KubernetesJson.Default.V1NodeList, token);
            return (page.Kind, page.Items, page.Metadata);
        },
        cancellationToken);

    private async Task<ValueList<T>> ReadAsync<T>(
        (string What, string Kind) list, string path, string query, JsonTypeInfo<T> type,
        Func<string, CancellationToken, Task<(string? Kind, IReadOnlyList<JsonElement>? Items, ListMeta? Meta)>> read,
        CancellationToken cancellationToken) =>
        (await ListPager.ReadAsync(
            list, FormattableString.Invariant($"{path}?limit={pageSize}{(query.Length > 0 ? "&" : "")}{query}"),
            type, read, cancellationToken)).Items;
}

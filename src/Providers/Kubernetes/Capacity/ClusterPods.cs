namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>
/// Reads the machines and pods of the whole cluster, including those that Scalewright did not create.
/// </summary>
internal sealed class ClusterPods(ApiClient client, int pageSize)
{
    public static string GetPath(V1Pod pod) =>
        $"api/v1/namespaces/{Uri.EscapeDataString(pod.Metadata?.NamespaceProperty ?? "")}/pods/"
        + $"{Uri.EscapeDataString(pod.Metadata?.Name ?? "")}";

    /// <summary>Lists the pods of a machine; null for all pods.</summary>
    public async Task<ValueList<V1Pod>> ListAsync(string? machine, CancellationToken cancellationToken)
    {
        string query = machine is null ? "" : $"fieldSelector={Uri.EscapeDataString($"spec.nodeName={machine}")}";
        return (await client.ListAsync<V1Pod>(
            ("api/v1/pods", query), V1Pod.KubeKind, pageSize, cancellationToken)).Items;
    }

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
            return (await client.GetAsync<V1Pod>(GetPath(pod), cancellationToken)).Metadata?.Uid == pod.Metadata?.Uid;
        }
        catch (ApiException failure) when (failure.Status == 404)
        {
            return false;
        }
    }

    private async Task<ValueList<V1Node>> ReadMachinesAsync(string query, CancellationToken cancellationToken) =>
        (await client.ListAsync<V1Node>(("api/v1/nodes", query), V1Node.KubeKind, pageSize, cancellationToken)).Items;
}

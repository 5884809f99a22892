namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>
/// Reads the machines and pods of the whole cluster, including those that Scalewright did not create.
/// </summary>
internal sealed class ClusterPods(ApiClient client, int pageSize)
{
    /// <summary>Lists the pods of all machines and those that are not scheduled.</summary>
    public async Task<ValueList<V1Pod>> ListAsync(CancellationToken cancellationToken) =>
        (await client.ListAsync<V1Pod>(("api/v1/pods", ""), V1Pod.KubeKind, pageSize, cancellationToken)).Items;

    /// <summary>Lists the machines that match a label selector; empty for all.</summary>
    public async Task<ValueList<V1Node>> ListMachinesAsync(string selector, CancellationToken cancellationToken)
    {
        string query = selector.Length == 0 ? "" : $"labelSelector={Uri.EscapeDataString(selector)}";
        return (await client.ListAsync<V1Node>(("api/v1/nodes", query), V1Node.KubeKind, pageSize, cancellationToken)).Items;
    }
}

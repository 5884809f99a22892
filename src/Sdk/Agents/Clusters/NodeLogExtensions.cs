using Scalewright.Logs;

namespace Scalewright.Clusters;

/// <summary>Collects the logs of nodes.</summary>
public static class NodeLogExtensions
{
    /// <summary>
    /// Collects the logs of agents and their services in one folder per node: <c>FOLDER/NODE/node.log</c>. Uses the
    /// existing connections to the nodes.
    /// </summary>
    /// <param name="builder">The builder of the cluster.</param>
    /// <param name="folder">Local folder; created when missing.</param>
    /// <param name="rotation">Maximum file size and number of older files; null: 10 MiB and 5. For more options, set
    /// <see cref="ClusterOptions.NodeLogs"/>.</param>
    public static ClusterBuilder WithNodeLogs(this ClusterBuilder builder, string folder, LogFileOptions? rotation = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return builder.WithOptions(settings =>
            settings with
            {
                NodeLogs = new NodeLogOptions(folder) { Rotation = rotation ?? new LogFileOptions() },
            }
        );
    }
}

using Scalewright.Agents;

namespace Scalewright.Clusters;

// A transfer has no deadline as a whole: each next piece of it must come in time, so that a large file over a slow link takes as long as it takes.
public sealed partial class Node
{
    /// <summary>Puts a file on the node, whole or not at all.</summary>
    /// <param name="path">Where, as an absolute path of the node.</param>
    /// <param name="content">What.</param>
    /// <param name="cancellationToken">Ends the transfer; the file that was there stays.</param>
    /// <exception cref="AgentException">The node refused it or cannot be reached.</exception>
    /// <exception cref="ClusterException">The node is not there.</exception>
    public Task PutFileAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => PutFileAsync(path, content, progress: null, cancellationToken);

    /// <inheritdoc cref="PutFileAsync(string, ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <param name="path">Where, as an absolute path of the node.</param>
    /// <param name="content">What.</param>
    /// <param name="progress">Told of each piece that the node took; null: nobody is.</param>
    /// <param name="cancellationToken">Ends the transfer; the file that was there stays.</param>
    public Task PutFileAsync(string path, ReadOnlyMemory<byte> content, IProgress<FileProgress>? progress, CancellationToken cancellationToken = default) => _cluster.CallAsync(
        this,
        "put",
        async (connection, token) =>
        {
            using MemoryStream stream = new(content.ToArray(), writable: false);
            await connection.PutFileAsync(path, Told(stream, path, progress), token);
            return true;
        },
        isRepeatable: true,
        cancellationToken);

    /// <inheritdoc cref="PutFileAsync(string, ReadOnlyMemory{byte}, CancellationToken)"/>
    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) => PutFileAsync(path, content, progress: null, cancellationToken);

    /// <inheritdoc cref="PutFileAsync(string, ReadOnlyMemory{byte}, IProgress{FileProgress}?, CancellationToken)"/>
    public Task PutFileAsync(string path, Stream content, IProgress<FileProgress>? progress, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        return _cluster.CallAsync(
            this,
            "put",
            async (connection, token) =>
            {
                await connection.PutFileAsync(path, Told(content, path, progress), token);
                return true;
            },
            isRepeatable: false,
            cancellationToken);
    }

    /// <summary>Gets a file from the node.</summary>
    /// <param name="path">Which, as an absolute path of the node.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    /// <exception cref="AgentException">There is no such file, or the node cannot be reached.</exception>
    /// <exception cref="ClusterException">The node is not there.</exception>
    public Task<byte[]> GetFileAsync(string path, CancellationToken cancellationToken = default) => GetFileAsync(path, progress: null, cancellationToken);

    /// <inheritdoc cref="GetFileAsync(string, CancellationToken)"/>
    /// <param name="path">Which, as an absolute path of the node.</param>
    /// <param name="progress">Told of each piece that came; null: nobody is.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    public Task<byte[]> GetFileAsync(string path, IProgress<FileProgress>? progress, CancellationToken cancellationToken = default) => _cluster.CallAsync(
        this,
        "get",
        async (connection, token) =>
        {
            using MemoryStream stream = new();
            await connection.GetFileAsync(path, Told(stream, path, progress), token);
            return stream.ToArray();
        },
        isRepeatable: true,
        cancellationToken);

    private Stream Told(Stream content, string path, IProgress<FileProgress>? progress) => progress is null ? content : new ProgressStream(content, Name, path, progress);
}

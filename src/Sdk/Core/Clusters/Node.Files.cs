using Scalewright.Agents;

namespace Scalewright.Clusters;

/// <content>Files of a node. A transfer has no total timeout, only a timeout for each piece, so that a slow link can
/// transfer large files.</content>
public sealed partial class Node
{
    /// <summary>Uploads a file to the node atomically.</summary>
    /// <param name="path">Absolute path on the node.</param>
    /// <param name="content">Content of the file.</param>
    /// <param name="cancellationToken">Cancels the transfer; an existing file is unchanged.</param>
    /// <exception cref="AgentException">The node rejected the file or cannot be reached.</exception>
    /// <exception cref="ClusterException">The node does not exist.</exception>
    public Task PutFileAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        PutFileAsync(path, content, progress: null, cancellationToken);

    /// <inheritdoc cref="PutFileAsync(string, ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <param name="path">Absolute path on the node.</param>
    /// <param name="content">Content of the file.</param>
    /// <param name="progress">Receives the progress after each piece; null for none.</param>
    /// <param name="cancellationToken">Cancels the transfer; an existing file is unchanged.</param>
    public Task PutFileAsync(
        string path,
        ReadOnlyMemory<byte> content,
        IProgress<FileProgress>? progress,
        CancellationToken cancellationToken = default
    ) =>
        _cluster.CallAsync(
            this,
            "put",
            async (connection, token) =>
            {
                using MemoryStream stream = new(content.ToArray(), writable: false);
                await connection.PutFileAsync(path, WithProgress(stream, path, progress), token);
                return true;
            },
            isIdempotent: true,
            cancellationToken
        );

    /// <inheritdoc cref="PutFileAsync(string, ReadOnlyMemory{byte}, CancellationToken)"/>
    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
        PutFileAsync(path, content, progress: null, cancellationToken);

    /// <inheritdoc cref="PutFileAsync(string, ReadOnlyMemory{byte}, IProgress{FileProgress}?, CancellationToken)"/>
    public Task PutFileAsync(string path, Stream content, IProgress<FileProgress>? progress, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        return _cluster.CallAsync(
            this,
            "put",
            async (connection, token) =>
            {
                await connection.PutFileAsync(path, WithProgress(content, path, progress), token);
                return true;
            },
            isIdempotent: false,
            cancellationToken
        );
    }

    /// <summary>Downloads a file from the node.</summary>
    /// <param name="path">Absolute path on the node.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    /// <exception cref="AgentException">The file does not exist, or the node cannot be reached.</exception>
    /// <exception cref="ClusterException">The node does not exist.</exception>
    public Task<byte[]> GetFileAsync(string path, CancellationToken cancellationToken = default) =>
        GetFileAsync(path, progress: null, cancellationToken);

    /// <inheritdoc cref="GetFileAsync(string, CancellationToken)"/>
    /// <param name="path">Absolute path on the node.</param>
    /// <param name="progress">Receives the progress after each piece; null for none.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    public Task<byte[]> GetFileAsync(string path, IProgress<FileProgress>? progress, CancellationToken cancellationToken = default) =>
        _cluster.CallAsync(
            this,
            "get",
            async (connection, token) =>
            {
                using MemoryStream stream = new();
                await connection.GetFileAsync(path, WithProgress(stream, path, progress), token);
                return stream.ToArray();
            },
            isIdempotent: true,
            cancellationToken
        );

    /// <summary>Downloads a file from the node into a stream.</summary>
    /// <param name="path">Absolute path on the node.</param>
    /// <param name="target">Receives the content; the caller disposes it. It may have a part of the content after a
    /// failure.</param>
    /// <param name="progress">Receives the progress after each piece; null for none.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    /// <returns>Number of bytes.</returns>
    /// <exception cref="AgentException">The file does not exist, or the node cannot be reached.</exception>
    /// <exception cref="ClusterException">The node does not exist.</exception>
    public Task<long> GetFileAsync(
        string path,
        Stream target,
        IProgress<FileProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(target);
        return _cluster.CallAsync(
            this,
            "get",
            (connection, token) => connection.GetFileAsync(path, WithProgress(target, path, progress), token),
            isIdempotent: false,
            cancellationToken
        );
    }

    private Stream WithProgress(Stream content, string path, IProgress<FileProgress>? progress) =>
        progress is null ? content : new ProgressStream(content, Name, path, progress);
}

/// <summary>Wraps the content of a transfer to report its progress. Connections read or write it in pieces.</summary>
/// <param name="content">The content; the caller disposes it.</param>
[SuppressMessage("Usage", "CA2213", Justification = "The caller disposes the content.")]
internal sealed class ProgressStream(Stream content, string node, string path, IProgress<FileProgress> progress) : Stream
{
    private readonly long _start = content.CanSeek ? content.Position : 0;
    private readonly long? _length = content.CanSeek && content.CanRead && content.Length > 0 ? content.Length - content.Position : null;
    private long _count;

    public override bool CanRead => content.CanRead;

    public override bool CanSeek => content.CanSeek;

    public override bool CanWrite => content.CanWrite;

    public override long Length => content.Length;

    public override long Position
    {
        get => content.Position;
        set => (content.Position, _count) = (value, value - _start);
    }

    public override int Read(byte[] buffer, int offset, int count) => ReportProgress(content.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ReportProgress(await content.ReadAsync(buffer, cancellationToken));

    public override void Write(byte[] buffer, int offset, int count)
    {
        content.Write(buffer, offset, count);
        ReportProgress(count);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await content.WriteAsync(buffer, cancellationToken);
        ReportProgress(buffer.Length);
    }

    public override void Flush() => content.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => content.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin)
    {
        long position = content.Seek(offset, origin);
        _count = position - _start;
        return position;
    }

    public override void SetLength(long value) => content.SetLength(value);

    private int ReportProgress(int count)
    {
        if (count > 0)
        {
            _count += count;
            progress.Report(new FileProgress(node, path, _count, _length));
        }

        return count;
    }
}

using System.Diagnostics.CodeAnalysis;
using Scalewright.Agents;

namespace Scalewright.Clusters;

/// <summary>Content of a transfer that tells how much of it has gone. Connections read or write it piece by piece, as fast as the node takes or gives it.</summary>
/// <param name="content">The content; stays its owner's to dispose.</param>
/// <param name="node">The node's name.</param>
/// <param name="path">The file.</param>
/// <param name="progress">Who is told.</param>
[SuppressMessage("Usage", "CA2213", Justification = "The content is its owner's.")]
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

    public override int Read(byte[] buffer, int offset, int count) => Told(content.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Told(await content.ReadAsync(buffer, cancellationToken));

    public override void Write(byte[] buffer, int offset, int count)
    {
        content.Write(buffer, offset, count);
        Told(count);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await content.WriteAsync(buffer, cancellationToken);
        Told(buffer.Length);
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

    private int Told(int count)
    {
        if (count > 0)
        {
            _count += count;
            progress.Report(new FileProgress(node, path, _count, _length));
        }

        return count;
    }
}

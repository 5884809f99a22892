namespace Scalewright.Traces;

/// <summary>Buffer in front of a stream, so that an export of any size needs little memory.</summary>
internal sealed class ChunkedOutput(Stream stream, CancellationToken cancellationToken)
{
    private const int ChunkLength = 64 * 1_024;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Bytes that the stream has not received.</summary>
    public IBufferWriter<byte> Bytes => _bytes;

    public void Write(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    public void Write(string text) => Encoding.UTF8.GetBytes(text, _bytes);

    /// <summary>Sends the bytes to the stream if there are many.</summary>
    public ValueTask SendAsync() => _bytes.WrittenCount < ChunkLength ? ValueTask.CompletedTask : SendAllAsync();

    public async Task FlushAsync()
    {
        await SendAllAsync();
        await stream.FlushAsync(cancellationToken);
    }

    private async ValueTask SendAllAsync()
    {
        await stream.WriteAsync(_bytes.WrittenMemory, cancellationToken);
        _bytes.ResetWrittenCount();
    }
}

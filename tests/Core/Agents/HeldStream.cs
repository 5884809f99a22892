namespace Sdk.Tests.Agents;

internal sealed class HeldStream : MemoryStream
{
    private readonly TaskCompletionSource _released = new();

    public long Count => Length;

    public void Release() => _released.TrySetResult();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _released.Task;
        Write(buffer.Span);
    }
}

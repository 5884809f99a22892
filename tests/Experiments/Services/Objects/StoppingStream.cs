namespace Experiments.Services.Tests.Objects;

/// <summary>Content during the reading of which somebody stops it all.</summary>
internal sealed class StoppingStream(byte[] content, int after, CancellationTokenSource stop) : MemoryStream(content)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= after)
        {
            await stop.CancelAsync();
        }

        return await base.ReadAsync(buffer, cancellationToken);
    }
}

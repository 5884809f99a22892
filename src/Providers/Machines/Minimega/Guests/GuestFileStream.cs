namespace Scalewright.Providers.Minimega.Guests;

/// <summary>Collects what is written, and sends it to the guest when it is flushed.</summary>
internal sealed class GuestFileStream(Func<byte[], CancellationToken, Task> send) : MemoryStream
{
    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => send(ToArray(), cancellationToken);
}

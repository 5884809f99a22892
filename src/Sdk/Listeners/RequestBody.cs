namespace Scalewright.Listeners;

/// <summary>The body of a request, read within a budget that it gives back when it is disposed.</summary>
/// <param name="budget">The budget of all requests.</param>
internal sealed class RequestBody(ByteBudget budget) : IDisposable
{
    // The first piece of each request is bounded by the number of connections, so small requests pass whatever large ones hold.
    private const int FreeBytes = 16 * 1024;

    private byte[] _buffer = [];
    private int _count;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _count);

    /// <summary>Reads a body to its end.</summary>
    /// <param name="stream">The body.</param>
    /// <param name="maxBytes">Maximum number of bytes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Null when it is read; else why not.</returns>
    public async Task<ListenerRefusal?> ReadAsync(Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            // One byte more than allowed shows that there is more.
            if (_count == _buffer.Length && !TryGrow((int)Math.Min((long)maxBytes + 1, Math.Max(FreeBytes, _buffer.Length * 2L))))
            {
                return new ListenerRefusal(503, "Requests under way hold all the memory that bodies may have; try again later.");
            }

            int read = await stream.ReadAsync(_buffer.AsMemory(_count), cancellationToken);
            _count += read;
            if (_count > maxBytes)
            {
                return TooLarge(maxBytes);
            }

            if (read == 0)
            {
                return null;
            }
        }
    }

    /// <summary>The refusal of a body above the limit.</summary>
    public static ListenerRefusal TooLarge(int maxBytes) => new(413, FormattableString.Invariant($"The body is larger than {maxBytes} bytes."));

    /// <inheritdoc/>
    public void Dispose()
    {
        budget.Return(Counted(_buffer.Length));
        (_buffer, _count) = ([], 0);
    }

    private bool TryGrow(int length)
    {
        if (!budget.TryTake(Counted(length) - Counted(_buffer.Length)))
        {
            return false;
        }

        Array.Resize(ref _buffer, length);
        return true;
    }

    private static int Counted(int length) => Math.Max(0, length - FreeBytes);
}

namespace Scalewright.Listeners;

/// <summary>Bytes that the bodies of all requests may hold together. Thread-safe.</summary>
/// <param name="maxBytes">Maximum number of bytes.</param>
/// <param name="release">Returns memory to the system after many bytes were held; null: nothing does.</param>
internal sealed class ByteBudget(long maxBytes, MemoryRelease? release)
{
    private long _held;

    /// <summary>Bytes held now.</summary>
    public long HeldBytes => Interlocked.Read(ref _held);

    /// <summary>Takes bytes; false and nothing taken when they do not fit.</summary>
    public bool TryTake(long bytes)
    {
        long held = Interlocked.Add(ref _held, bytes);
        if (held <= maxBytes)
        {
            // Before these bytes return, so that no return to zero overtakes the high mark.
            Observe(bytes, held);
            return true;
        }

        Return(bytes);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    public void Return(long bytes) => Observe(bytes, Interlocked.Add(ref _held, -bytes));

    // Most requests hold nothing that counts.
    private void Observe(long changedBytes, long heldBytes)
    {
        if (changedBytes > 0)
        {
            release?.Observe(heldBytes);
        }
    }
}

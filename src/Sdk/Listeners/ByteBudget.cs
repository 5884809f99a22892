namespace Scalewright.Listeners;

/// <summary>Byte budget that the bodies of all requests share. Thread-safe.</summary>
/// <param name="release">Returns memory to the system after many bytes were held; null: no release.</param>
internal sealed class ByteBudget(long maxBytes, MemoryRelease? release)
{
    private long _held;

    public long HeldBytes => Interlocked.Read(ref _held);

    /// <summary>Reserves bytes; false if they exceed the budget.</summary>
    public bool TryTake(long bytes)
    {
        long held = Interlocked.Add(ref _held, bytes);
        if (held <= maxBytes)
        {
            // Reported before these bytes can be returned, so that the high mark always precedes the return to zero.
            Observe(bytes, held);
            return true;
        }

        Return(bytes);
        return false;
    }

    public void Return(long bytes) => Observe(bytes, Interlocked.Add(ref _held, -bytes));

    // Most requests hold no bytes beyond the free ones.
    private void Observe(long changedBytes, long heldBytes)
    {
        if (changedBytes > 0)
        {
            release?.Observe(heldBytes);
        }
    }
}

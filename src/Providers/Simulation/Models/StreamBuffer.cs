namespace Scalewright.Providers.Simulation.Models;

/// <summary>Bytes that have arrived and were not read yet.</summary>
internal sealed class StreamBuffer
{
    private readonly Queue<ReadOnlyMemory<byte>> _pieces = new();
    private int _taken;

    public long Count { get; private set; }

    public void Add(ReadOnlyMemory<byte> piece)
    {
        if (!piece.IsEmpty)
        {
            _pieces.Enqueue(piece);
            Count += piece.Length;
        }
    }

    public int Take(Span<byte> target)
    {
        int total = 0;
        while (total < target.Length && _pieces.TryPeek(out ReadOnlyMemory<byte> piece))
        {
            ReadOnlySpan<byte> left = piece.Span[_taken..];
            int count = Math.Min(left.Length, target.Length - total);
            left[..count].CopyTo(target[total..]);
            total += count;
            _taken += count;
            if (_taken == piece.Length)
            {
                _pieces.Dequeue();
                _taken = 0;
            }
        }

        Count -= total;
        return total;
    }
}

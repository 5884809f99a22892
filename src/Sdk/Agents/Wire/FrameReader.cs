using System.Runtime.CompilerServices;

namespace Scalewright.Agents.Wire;

/// <summary>Reads frames from a stream. The buffer grows with received bytes, not with the announced length.</summary>
internal sealed class FrameReader : IDisposable
{
    private const int MinSize = 1024;

    // Number of consecutive reads that fit the smallest buffer before a larger one is returned.
    private const int MaxSmallReads = 16;

    private readonly Stream _stream;
    private readonly CancellationTokenSource _stop;
    private readonly FrameReadTimeout _timeout;
    private readonly TimeSpan _limit;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(MinSize);
    private int _start;
    private int _end;
    private int _smallReads;
    private volatile bool _isLate;

    public FrameReader(Stream stream, TimeProvider clock, TimeSpan limit, CancellationToken closing)
    {
        (_stream, _limit) = (stream, limit);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(closing);
        _timeout = new FrameReadTimeout(clock, limit, () =>
        {
            _isLate = true;
            _stop.Cancel();
        });
    }

    public AgentFrame Current { get; private set; }

    private ReadOnlySpan<byte> Held => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Reads the next frame; false at the end of the stream.</summary>
    public ValueTask<bool> ReadAsync() => TryRead() ? ValueTask.FromResult(true) : ReceiveAsync();

    /// <summary>Returns true if the next frame is already complete in the buffer.</summary>
    public bool TryRead()
    {
        ReadOnlySpan<byte> held = Held;
        if (held.Length < FrameHeader.Size)
        {
            FrameHeader.CheckPreamble(held);
            return false;
        }

        FrameHeader header = FrameHeader.Read(held);
        int size = FrameHeader.Size + header.Length;
        if (held.Length < size)
        {
            return false;
        }

        header.Check(held[..size]);
        Current = new AgentFrame(header.Kind, header.Call, _buffer.AsMemory(_start + FrameHeader.Size, header.Length));
        _start += size;
        _timeout.End();
        return true;
    }

    public void Dispose()
    {
        _timeout.Dispose();
        _stop.Dispose();
        byte[] buffer = _buffer;
        _buffer = [];
        (_start, _end) = (0, 0);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReceiveAsync()
    {
        do
        {
            EnsureCapacity();
            int count = await ReadSomeAsync();
            if (count == 0)
            {
                return _start == _end
                    ? false
                    : throw new FrameException($"the stream ended within a frame, after {_end - _start} of its bytes");
            }

            _smallReads = count < MinSize ? _smallReads + 1 : 0;
            _end += count;
        } while (!TryRead());

        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadSomeAsync()
    {
        if (_end > _start)
        {
            _timeout.Start();
        }

        try
        {
            return await _stream.ReadAsync(_buffer.AsMemory(_end), _stop.Token);
        }
        catch (OperationCanceledException) when (_isLate)
        {
            throw new FrameException(
                string.Create(CultureInfo.InvariantCulture, $"a frame was not complete after {_limit.TotalSeconds:0.###} s")
            );
        }
    }

    private void EnsureCapacity()
    {
        int held = _end - _start;
        if (held == 0 && _smallReads > MaxSmallReads && _buffer.Length > MinSize)
        {
            Exchange(MinSize, held);
            _smallReads = 0;
        }
        else if (_end == _buffer.Length && _start == 0)
        {
            Exchange(_buffer.Length * 4, held);
        }
        else if (_start > 0)
        {
            Held.CopyTo(_buffer);
        }

        (_start, _end) = (0, held);
    }

    private void Exchange(int size, int held)
    {
        byte[] next = ArrayPool<byte>.Shared.Rent(Math.Min(size, FrameHeader.Size + FrameHeader.MaxLength));
        _buffer.AsSpan(_start, held).CopyTo(next);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = next;
    }
}

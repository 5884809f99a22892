using System.Buffers.Binary;

namespace Scalewright.Agents.Wire;

/// <summary>How much the other side of a call has room for.</summary>
internal sealed class SendWindow
{
    private readonly Lock _gate = new();
    private Wakeup? _room;
    private int _left = Call.WindowBytes;
    private Exception? _failure;

    /// <summary>Bytes that were sent and that the other side has not read yet, as far as this one knows.</summary>
    public int UnderWayBytes
    {
        get
        {
            lock (_gate)
            {
                return Call.WindowBytes - _left;
            }
        }
    }

    /// <summary>Takes room for a chunk.</summary>
    /// <param name="wanted">The most bytes that it may have.</param>
    /// <param name="room">Wakes when there may be room; null when there was.</param>
    /// <returns>Its bytes; 0 when there is no room.</returns>
    /// <exception cref="LinkLostException">The connection has ended.</exception>
    /// <exception cref="FaultException">The other side ended the call.</exception>
    public int Take(int wanted, int least, out Wakeup? room)
    {
        lock (_gate)
        {
            if (_failure is not null)
            {
                throw _failure;
            }

            int count = Math.Min(wanted, _left - Call.ChunkCost);
            if (count < least)
            {
                room = _room = _room is { IsOver: false } ? _room : new Wakeup();
                return 0;
            }

            _left -= count + Call.ChunkCost;
            room = null;
            return count;
        }
    }

    /// <summary>The other side has read.</summary>
    /// <param name="payload">How many bytes.</param>
    /// <exception cref="FrameException">More than it was sent.</exception>
    public void Open(ReadOnlySpan<byte> payload)
    {
        Wakeup? room;
        lock (_gate)
        {
            int grant = payload.Length < sizeof(int) ? 0 : BinaryPrimitives.ReadInt32BigEndian(payload);
            if (grant <= 0 || grant > Call.WindowBytes - _left)
            {
                throw new FrameException($"a window was opened by {grant} where {Call.WindowBytes - _left} were taken");
            }

            _left += grant;
            (room, _room) = (_room, null);
        }

        room?.Wake();
    }

    /// <summary>The call has ended; whoever waits looks why.</summary>
    /// <param name="failure">What senders get from now on, unless they got something before; null: nothing.</param>
    public void End(Exception? failure)
    {
        Wakeup? room;
        lock (_gate)
        {
            _failure ??= failure;
            (room, _room) = (_room, null);
        }

        room?.Wake();
    }
}

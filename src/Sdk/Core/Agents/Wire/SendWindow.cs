using System.Buffers.Binary;

namespace Scalewright.Agents.Wire;

/// <summary>Send window of a call: receive capacity of the other side.</summary>
internal sealed class SendWindow
{
    private readonly Lock _gate = new();
    private AsyncSignal? _room;
    private int _left = AgentCall.WindowBytes;
    private Exception? _failure;

    /// <summary>Number of bytes sent that the other side has not confirmed as read.</summary>
    public int UnderWayBytes
    {
        get
        {
            lock (_gate)
            {
                return AgentCall.WindowBytes - _left;
            }
        }
    }

    /// <summary>Takes capacity for a chunk.</summary>
    /// <param name="wanted">Maximum number of bytes.</param>
    /// <param name="room">Signal for when there may be capacity; null if there was enough.</param>
    /// <returns>Number of bytes; 0 without capacity.</returns>
    public int Take(int wanted, int least, out AsyncSignal? room)
    {
        lock (_gate)
        {
            if (_failure is not null)
            {
                throw _failure;
            }

            int count = Math.Min(wanted, _left - AgentCall.ChunkCost);
            if (count < least)
            {
                room = _room = _room is { IsOver: false } ? _room : new AsyncSignal();
                return 0;
            }

            _left -= count + AgentCall.ChunkCost;
            room = null;
            return count;
        }
    }

    /// <summary>Adds capacity for bytes that the other side has read.</summary>
    /// <param name="payload">Number of bytes.</param>
    public void Open(ReadOnlySpan<byte> payload)
    {
        AsyncSignal? room;
        lock (_gate)
        {
            int grant = payload.Length < sizeof(int) ? 0 : BinaryPrimitives.ReadInt32BigEndian(payload);
            if (grant <= 0 || grant > AgentCall.WindowBytes - _left)
            {
                throw new FrameException(
                    $"a window update of {grant} bytes exceeds the {AgentCall.WindowBytes - _left} bytes in flight");
            }

            _left += grant;
            (room, _room) = (_room, null);
        }

        room?.Wake();
    }

    /// <summary>Ends the window and wakes the waiting sender.</summary>
    /// <param name="failure">Exception to throw to further senders, unless one is already set; null: none.</param>
    public void End(Exception? failure)
    {
        AsyncSignal? room;
        lock (_gate)
        {
            _failure ??= failure;
            (room, _room) = (_room, null);
        }

        room?.Wake();
    }
}

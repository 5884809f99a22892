using System.Buffers.Binary;

namespace Scalewright.Agents.Wire;

/// <summary>Send window of a call: receive capacity of the other side.</summary>
internal sealed class SendWindow
{
    private readonly Lock _gate = new();
    private AsyncSignal? _signal;
    private int _remaining = AgentCall.WindowBytes;
    private Exception? _failure;

    /// <summary>Number of bytes sent that the other side has not confirmed as read.</summary>
    public int UnderWayBytes
    {
        get
        {
            lock (_gate)
            {
                return AgentCall.WindowBytes - _remaining;
            }
        }
    }

    /// <summary>Takes capacity for a chunk.</summary>
    /// <param name="desired">Maximum number of bytes.</param>
    /// <param name="signal">Signal for when there may be capacity; null if there was enough.</param>
    /// <returns>Number of bytes; 0 without capacity.</returns>
    public int Acquire(int desired, int min, out AsyncSignal? signal)
    {
        lock (_gate)
        {
            if (_failure is not null)
            {
                throw _failure;
            }

            int count = Math.Min(desired, _remaining - AgentCall.ChunkCost);
            if (count < min)
            {
                signal = _signal = _signal is { IsCompleted: false } ? _signal : new AsyncSignal();
                return 0;
            }

            _remaining -= count + AgentCall.ChunkCost;
            signal = null;
            return count;
        }
    }

    /// <summary>Adds capacity for bytes that the other side has read.</summary>
    /// <param name="payload">Number of bytes.</param>
    public void Open(ReadOnlySpan<byte> payload)
    {
        AsyncSignal? signal;
        lock (_gate)
        {
            int grant = payload.Length < sizeof(int) ? 0 : BinaryPrimitives.ReadInt32BigEndian(payload);
            if (grant <= 0 || grant > AgentCall.WindowBytes - _remaining)
            {
                throw new FrameException(
                    $"a window update of {grant} bytes exceeds the {AgentCall.WindowBytes - _remaining} bytes in flight"
                );
            }

            _remaining += grant;
            (signal, _signal) = (_signal, null);
        }

        signal?.Wake();
    }

    /// <summary>Ends the window and wakes the waiting sender.</summary>
    /// <param name="failure">Exception to throw to further senders, unless one is already set; null: none.</param>
    public void End(Exception? failure)
    {
        AsyncSignal? signal;
        lock (_gate)
        {
            _failure ??= failure;
            (signal, _signal) = (_signal, null);
        }

        signal?.Wake();
    }
}

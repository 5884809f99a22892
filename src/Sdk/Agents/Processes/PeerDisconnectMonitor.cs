using System.Runtime.InteropServices;

namespace Scalewright.Agents.Processes;

/// <summary>Detects that the other end of a pipe or socket is closed, without reading from it.</summary>
internal static partial class PeerDisconnectMonitor
{
    // poll(2): the first three are always reported. The last one, POLLRDHUP, must be requested; it reports that a
    // socket's peer has stopped writing.
    private const short Error = 8;
    private const short HungUp = 16;
    private const short Invalid = 32;
    private const short WritesNoMore = 0x2000;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>Waits until the descriptor has no reader.</summary>
    public static Task WaitUntilNoReaderAsync(int descriptor, CancellationToken cancellationToken) =>
        WaitAsync(descriptor, 0, cancellationToken);

    /// <summary>Waits until the descriptor has no writer. Unread data may remain.</summary>
    public static Task WaitUntilNoWriterAsync(int descriptor, CancellationToken cancellationToken) =>
        WaitAsync(descriptor, WritesNoMore, cancellationToken);

    private static async Task WaitAsync(int descriptor, short events, CancellationToken cancellationToken)
    {
        while (!IsSeen(descriptor, events))
        {
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }
    }

    private static unsafe bool IsSeen(int descriptor, short events)
    {
        MonitoredDescriptor watched = new() { Descriptor = descriptor, Events = events };
        return Poll(&watched, 1, 0) > 0 && (watched.Seen & (Error | HungUp | Invalid | WritesNoMore)) != 0;
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int Poll(MonitoredDescriptor* watched, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct MonitoredDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Seen;
    }
}

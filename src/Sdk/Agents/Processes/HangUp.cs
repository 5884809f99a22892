using System.Runtime.InteropServices;

namespace Scalewright.Agents.Processes;

/// <summary>Sees whether the other end of a pipe or socket has gone, without reading a byte that is for somebody else.</summary>
internal static partial class HangUp
{
    // poll(2): told whether they are asked for or not.
    private const short Error = 8;
    private const short HungUp = 16;
    private const short Invalid = 32;

    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    /// <summary>Waits until the other end has gone.</summary>
    public static async Task WaitAsync(int descriptor, CancellationToken cancellationToken)
    {
        while (!IsSeen(descriptor))
        {
            await Task.Delay(LookPeriod, TimeProvider.System, cancellationToken);
        }
    }

    private static unsafe bool IsSeen(int descriptor)
    {
        Watched watched = new() { Descriptor = descriptor };
        return Poll(&watched, 1, 0) > 0 && (watched.Seen & (Error | HungUp | Invalid)) != 0;
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int Poll(Watched* watched, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Watched
    {
        public int Descriptor;
        public short Wanted;
        public short Seen;
    }
}

using System.Runtime.InteropServices;

namespace Scalewright.Experiments.Processes;

/// <summary>Work that uses processor time of a thread. It takes longer on a busy or limited machine.</summary>
internal sealed partial class ComputeWork : IRecordWork
{
    // Linux, time.h: CLOCK_THREAD_CPUTIME_ID.
    private const int ThreadClock = 3;
    private const int Turns = 1_000;
    private readonly TimeProvider _clock;
    private readonly BlockingCollection<(double Seconds, TaskCompletionSource<double> Done, CancellationToken End)> _requests = [];
    private readonly Thread _thread;

    public ComputeWork(TimeProvider clock)
    {
        _clock = clock;
        _thread = new Thread(Work) { IsBackground = true, Name = "work" };
        _thread.Start();
    }

    public Task<double> RunAsync(double seconds, bool hasMore, CancellationToken cancellationToken)
    {
        TaskCompletionSource<double> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Add((seconds, done, cancellationToken), cancellationToken);
        return done.Task;
    }

    public void Dispose()
    {
        _requests.CompleteAdding();
        _thread.Join();
        _requests.Dispose();
    }

    private void Work()
    {
        foreach ((double seconds, TaskCompletionSource<double> done, CancellationToken end) in _requests.GetConsumingEnumerable())
        {
            long start = _clock.GetTimestamp();
            double until = ProcessorSeconds() + seconds;
            ulong value = 1;
            while (ProcessorSeconds() < until && !end.IsCancellationRequested)
            {
                for (int turn = 0; turn < Turns; turn++)
                {
                    value = SplitMixRandom.Mix(value, 1);
                }
            }

            // The result depends on the value, so that the compiler cannot remove the loop.
            double busy = value == 0 ? 0 : _clock.GetElapsedTime(start).TotalSeconds;
            if (end.IsCancellationRequested)
            {
                done.SetCanceled(end);
            }
            else
            {
                done.SetResult(busy);
            }
        }
    }

    private static double ProcessorSeconds() =>
        GetTime(ThreadClock, out Timespec time) == 0
            ? time.Seconds + (time.Nanoseconds * 1e-9)
            : throw new InvalidOperationException("The system does not report the processor time of a thread.");

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}

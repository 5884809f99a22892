using System.Diagnostics;
using System.Globalization;
using Scalewright.Sweeps;

namespace Sweeps.Host;

/// <summary>An element of a sweep, and nothing else. The result of a point is the length of its key, and how often each letter is in it.</summary>
/// <remarks>It kills itself at the key that <c>SWEEP_KILL</c> names, once for each file <c>SWEEP_KILLED</c>, and waits for ever at the key that <c>SWEEP_HANG</c> names.</remarks>
internal static class Program
{
    private static async Task<int> Main(string[] args) => await SweepElement.TryRunAsync(args, ComputeAsync) ? 0 : 2;

    private static async Task<string> ComputeAsync(SweepPoint point, CancellationToken cancellationToken)
    {
        if (point.Key == Environment.GetEnvironmentVariable("SWEEP_KILL") && IsFirst(Environment.GetEnvironmentVariable("SWEEP_KILLED")!))
        {
            Process.GetCurrentProcess().Kill();
        }

        if (point.Key == Environment.GetEnvironmentVariable("SWEEP_HANG"))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        string counts = string.Join(',', point.Key.GroupBy(letter => letter).OrderBy(group => group.Key).Select(group => string.Create(CultureInfo.InvariantCulture, $"\"{group.Key}\":{group.Count()}")));
        return string.Create(CultureInfo.InvariantCulture, $"{{\"length\":{point.Key.Length},\"letters\":{{{counts}}}}}");
    }

    private static bool IsFirst(string file)
    {
        try
        {
            using FileStream mark = new(file, FileMode.CreateNew);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}

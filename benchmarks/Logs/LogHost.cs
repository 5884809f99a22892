using System.Diagnostics;
using System.Globalization;
using Scalewright.Logs;

namespace Benchmarks.Logs;

/// <summary>
/// Runs the log server in a separate process. Prints its port, and for each line of input the number of accepted and
/// rejected records and its peak memory in MiB.
/// </summary>
internal static class LogHost
{
    private const long MiB = 1024 * 1024;

    /// <param name="file">Path of the log file, without its extension.</param>
    public static async Task<int> RunAsync(string file)
    {
        using LogFile lines = new(
            file,
            new UnifiedLogFormat(TimeProvider.System, "benchmark"),
            new LogFileOptions { MaxFileBytes = long.MaxValue }
        );
        await using LogServer server = LogServer.Start(lines);
        Console.WriteLine(server.EndPoint.Port);
        while (await Console.In.ReadLineAsync() is not null)
        {
            LogServerCounters counts = server.Counters;
            using Process self = Process.GetCurrentProcess();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{counts.Records} {counts.Skipped + counts.Truncated + counts.TooLong + counts.Lost} {self.PeakWorkingSet64 / MiB}"
                )
            );
        }

        return 0;
    }
}

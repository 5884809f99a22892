using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Endpoint;

/// <summary>Requests a second in turn with a minimal server in Python, and the memory of ours over many requests.</summary>
internal static class EndpointComparison
{
    private const int Turns = 5;
    private const int TurnRequests = 8_000;
    private const int Samples = 10;

    public static int Run(string[] options) => RunAsync(options is ["--requests", var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 1_000_000).GetAwaiter().GetResult();

    private static async Task<int> RunAsync(int requests)
    {
        using Process ours = Start(Environment.ProcessPath!, [.. Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? new[] { typeof(Program).Assembly.Location } : [], "endpoint-serve"]);
        using Process theirs = Start("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "peers", "endpoint", "server.py")]);
        try
        {
            int port = int.Parse((await ours.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            int peer = int.Parse((await theirs.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            await CompareAsync("lists", ours, port, theirs, peer, changes: false);
            await CompareAsync("lists, and a change in ten", ours, port, theirs, peer, changes: true);
            await WatchAsync(ours, port, requests);
            return 0;
        }
        finally
        {
            ours.Kill();
            theirs.Kill();
        }
    }

    private static async Task CompareAsync(string what, Process ours, int port, Process theirs, int peer, bool changes)
    {
        List<double> mine = [];
        List<double> other = [];
        List<double> myCost = [];
        List<double> otherCost = [];
        Console.WriteLine(what);
        await EndpointLoad.RunAsync(port, TurnRequests * 2, round: 0);
        await EndpointLoad.RunAsync(peer, TurnRequests / 2, round: 0);
        for (int turn = 1; turn <= Turns; turn++)
        {
            mine.Add(await TurnAsync(ours, port, changes ? turn : 0, myCost));
            other.Add(await TurnAsync(theirs, peer, changes ? turn : 0, otherCost));
        }

        Say("ours, signatures verified", mine, myCost);
        Say("Python's http.server, no signatures", other, otherCost);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ratio {Median(mine) / Median(other):F1} by the clock, {Median(otherCost) / Median(myCost):F1} by processor time"));
    }

    private static async Task<double> TurnAsync(Process server, int port, int turn, List<double> costs)
    {
        server.Refresh();
        TimeSpan before = server.TotalProcessorTime;
        double rate = await EndpointLoad.RunAsync(port, TurnRequests, turn);
        server.Refresh();
        costs.Add((server.TotalProcessorTime - before).TotalMicroseconds / TurnRequests);
        return rate;
    }

    private static async Task WatchAsync(Process server, int port, int requests)
    {
        long begun = Stopwatch.GetTimestamp();
        for (int sample = 0; sample <= Samples; sample++)
        {
            if (sample > 0)
            {
                await EndpointLoad.RunAsync(port, requests / Samples, sample + Turns);
            }

            server.Refresh();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"after {(long)requests * sample / Samples,9} requests: {server.WorkingSet64 / 1048576.0:F1} MiB"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{requests / Stopwatch.GetElapsedTime(begun).TotalSeconds:F0} requests a second over {requests}"));
    }

    private static void Say(string name, List<double> rates, List<double> costs) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"  {name,-40} {Median(rates),8:F0} requests/s (min {rates.Min():F0}, max {rates.Max():F0}), {Median(costs):F0} us of processor time each"));

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static Process Start(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
}

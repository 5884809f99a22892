using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Endpoint;

/// <summary>Requests a second in turn with a server in Python, and the memory of ours over many requests: <c>[--requests N] [--peer moto]</c>.</summary>
internal static class EndpointComparison
{
    private const int Turns = 5;
    private const int TurnRequests = 8_000;
    private const int SlowTurnRequests = 400; // moto answers some hundred requests a second.
    private const int Samples = 10;

    public static int Run(string[] options)
    {
        int requests = Array.IndexOf(options, "--requests") is var at and >= 0 ? int.Parse(options[at + 1], CultureInfo.InvariantCulture) : 1_000_000;
        return RunAsync(requests, isMoto: options.Contains("moto")).GetAwaiter().GetResult();
    }

    private static async Task<int> RunAsync(int requests, bool isMoto)
    {
        using Process ours = Start(Environment.ProcessPath!, [.. Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? new[] { typeof(Program).Assembly.Location } : [], "endpoint-serve"]);
        using Process theirs = Start("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "peers", "endpoint", isMoto ? "moto_server.py" : "server.py")]);
        try
        {
            int port = int.Parse((await ours.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            int peer = int.Parse((await theirs.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            string name = "Python's http.server, no signatures";
            int turn = isMoto ? SlowTurnRequests : TurnRequests;
            if (isMoto)
            {
                await EndpointGroups.MakeAsync(new Uri($"http://127.0.0.1:{peer}/"));
                name = "moto, no signatures";
            }

            await CompareAsync("lists", ours, port, theirs, peer, name, turn, changes: false);
            await CompareAsync("lists, and a change in ten", ours, port, theirs, peer, name, turn, changes: true);
            await WatchAsync(ours, port, requests);
            return 0;
        }
        finally
        {
            ours.Kill();
            theirs.Kill();
        }
    }

    private static async Task CompareAsync(string what, Process ours, int port, Process theirs, int peer, string name, int requests, bool changes)
    {
        List<double> mine = [];
        List<double> other = [];
        List<double> myCost = [];
        List<double> otherCost = [];
        Console.WriteLine(what);
        await EndpointLoad.RunAsync(port, TurnRequests * 2, round: 0);
        await EndpointLoad.RunAsync(peer, requests / 2, round: 0);
        for (int turn = 1; turn <= Turns; turn++)
        {
            mine.Add(await TurnAsync(ours, port, TurnRequests, changes ? turn : 0, myCost));
            other.Add(await TurnAsync(theirs, peer, requests, changes ? turn : 0, otherCost));
        }

        Say("ours, signatures verified", mine, myCost);
        Say(name, other, otherCost);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ratio {Median(mine) / Median(other):F1} by the clock, {Median(otherCost) / Median(myCost):F1} by processor time"));
    }

    private static async Task<double> TurnAsync(Process server, int port, int requests, int turn, List<double> costs)
    {
        server.Refresh();
        TimeSpan before = server.TotalProcessorTime;
        double rate = await EndpointLoad.RunAsync(port, requests, turn);
        server.Refresh();
        costs.Add((server.TotalProcessorTime - before).TotalMicroseconds / requests);
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

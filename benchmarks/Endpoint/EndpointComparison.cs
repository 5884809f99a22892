using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Endpoint;

/// <summary>
/// Compares requests per second with a server in Python, and measures the memory of both over many requests:
/// <c>[--requests N] [--peer moto] [--peer-requests N]</c>.
/// </summary>
internal static class EndpointComparison
{
    private const int Turns = 5;
    private const int TurnRequests = 8_000;
    private const int SlowTurnRequests = 400; // moto handles only some hundred requests per second.
    private const int Samples = 10;

    // Compares the end with the first tenth, because code compiled and data cached at the start are not growth.
    private const double FlatMax = 1.05;

    public static int Run(string[] options)
    {
        bool isMoto = options.Contains("moto");
        int requests = NumberOf("--requests") ?? 1_000_000;
        return RunAsync(requests, NumberOf("--peer-requests") ?? (isMoto ? 10_000 : requests), isMoto).GetAwaiter().GetResult();

        int? NumberOf(string name) =>
            Array.IndexOf(options, name) is var at and >= 0 ? int.Parse(options[at + 1], CultureInfo.InvariantCulture) : null;
    }

    private static async Task<int> RunAsync(int requests, int peerRequests, bool isMoto)
    {
        using Process ours = Start(OwnProgram.StartInfo("endpoint-serve"));
        using Process theirs = Start(
            new ProcessStartInfo(
                isMoto ? PythonWithMoto() : "python3",
                [Path.Combine(AppContext.BaseDirectory, "peers", "endpoint", isMoto ? "moto_server.py" : "server.py")]
            )
        );
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
            Console.WriteLine("| memory (resident, MiB) | requests | a second | at the first tenth | at the half | at the end | verdict |");
            Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
            await WatchAsync("ours", ours, port, requests);
            await WatchAsync(name, theirs, peer, peerRequests);
            return 0;
        }
        finally
        {
            ours.Kill();
            theirs.Kill();
        }
    }

    private static async Task CompareAsync(
        string what,
        Process ours,
        int port,
        Process theirs,
        int peer,
        string name,
        int requests,
        bool changes
    )
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
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  ratio {Median.Of(mine) / Median.Of(other):F1} by the clock, {Median.Of(otherCost) / Median.Of(myCost):F1} by processor time"
            )
        );
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

    private static async Task WatchAsync(string name, Process server, int port, int requests)
    {
        List<double> sizes = [];
        long begun = Stopwatch.GetTimestamp();
        for (int sample = 1; sample <= Samples; sample++)
        {
            await EndpointLoad.RunAsync(port, requests / Samples, sample + Turns);
            server.Refresh();
            sizes.Add(server.WorkingSet64 / 1048576.0);
        }

        double rate = requests / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        string verdict = sizes[^1] <= sizes[0] * FlatMax ? "flat" : "grows";
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {requests:N0} | {rate:N0} | {sizes[0]:F1} | {sizes[(Samples / 2) - 1]:F1} | {sizes[^1]:F1} | {verdict} ({(sizes[^1] / sizes[0] * 100) - 100:+0.0;-0.0} %) |"
            )
        );
    }

    private static string PythonWithMoto() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "python3"))
            .Where(File.Exists)
            .FirstOrDefault(HasMoto)
        ?? throw new InvalidOperationException("no python3 of the path has moto.server; 'pip install moto[server]' brings it");

    private static bool HasMoto(string python)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(python, ["-c", "import moto.server, flask"]) { RedirectStandardError = true, UseShellExecute = false }
        )!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static void Say(string name, List<double> rates, List<double> costs) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {name, -40} {Median.Of(rates), 8:F0} requests/s (min {rates.Min():F0}, max {rates.Max():F0}), {Median.Of(costs):F0} us of processor time each"
            )
        );

    private static Process Start(ProcessStartInfo start)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        return Process.Start(start)!;
    }
}

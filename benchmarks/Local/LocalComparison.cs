using System.Diagnostics;
using System.Globalization;
using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers.Local;
using Scalewright.Topologies;

namespace Benchmarks.Local;

/// <summary>Compares creating and deleting nodes on one bridge of this machine with a star of Mininet.</summary>
internal static class LocalComparison
{
    private const int Turns = 5;
    private const int NodeCount = 64;
    private const int Goal = 5;

    public static async Task<int> RunAsync()
    {
        if (!Environment.IsPrivilegedProcess || !File.Exists("/usr/bin/mnexec"))
        {
            Console.Error.WriteLine("local needs root, and the packages mininet and bridge-utils to compare with");
            return 2;
        }

        List<double> made = [],
            removed = [],
            theirsMade = [],
            theirsRemoved = [];
        await MeasureAsync();
        for (int turn = 0; turn < Turns; turn++)
        {
            (double make, double remove) = await PeerAsync();
            theirsMade.Add(make);
            theirsRemoved.Add(remove);
            (make, remove) = await MeasureAsync();
            made.Add(make);
            removed.Add(remove);
        }

        Say("made", Median.Of(made), Median.Of(theirsMade));
        Say("removed", Median.Of(removed), Median.Of(theirsRemoved));
        double ours = Median.Of(made.Zip(removed, (make, remove) => make + remove)),
            theirs = Median.Of(theirsMade.Zip(theirsRemoved, (make, remove) => make + remove));
        Say("both", ours, theirs);
        Console.WriteLine($"goal {Goal} times: {(theirs >= Goal * ours ? "met" : "missed")}");
        return 0;
    }

    private static async Task<(double Made, double Removed)> MeasureAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("scalewright-local-");
        try
        {
            await using LocalProvider provider = new(new LocalOptions { Folder = folder.FullName, EnforcesLimits = false });
            Topology topology = Topology.Create("star").AddProfile(Profile.Create("web").WithCount(NodeCount).Build()).Build();
            long start = Stopwatch.GetTimestamp();
            await using Cluster cluster = await Cluster.Create(topology).UseProvider(provider).ProvisionAsync();
            double made = Stopwatch.GetElapsedTime(start).TotalSeconds;
            start = Stopwatch.GetTimestamp();
            await cluster.DestroyAsync();
            return (made, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(double Made, double Removed)> PeerAsync()
    {
        // Runs in separate namespaces, because mininet deletes what it takes for remains of earlier runs.
        string script = Path.Combine(AppContext.BaseDirectory, "peers", "mininet", "star.py");
        using Process peer = Process.Start(
            new ProcessStartInfo(
                "unshare",
                [
                    "-n",
                    "-m",
                    "-p",
                    "--fork",
                    "--mount-proc",
                    "sh",
                    "-c",
                    $"mount -t sysfs none /sys; exec /usr/bin/python3 '{script}' {NodeCount}",
                ]
            )
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        string[] said = (await peer.StandardOutput.ReadToEndAsync()).Split(' ', StringSplitOptions.TrimEntries);
        await peer.WaitForExitAsync();
        return (double.Parse(said[0], CultureInfo.InvariantCulture), double.Parse(said[1], CultureInfo.InvariantCulture));
    }

    private static void Say(string what, double ours, double theirs) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{NodeCount} nodes {what, -8} {ours:0.000} s, mininet {theirs:0.000} s, {theirs / ours:0.0} times"
            )
        );
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Benchmarks.Kernel;

/// <summary>Another simulator, run by a script that prints one line of JSON.</summary>
/// <param name="Folder">Folder of the script <c>run.sh</c>.</param>
/// <param name="Name">Name of the peer in the script.</param>
/// <param name="Processes">Number of processes.</param>
/// <param name="Sleeps">Number of sleeps per process.</param>
internal sealed record DesPeer(string Folder, string Name, int Processes, int Sleeps)
{
    /// <summary>Runs once and returns the events per second.</summary>
    public double Run()
    {
        ProcessStartInfo start = new("/bin/bash", [Path.Combine(Folder, "run.sh")])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["PEER"] = Name;
        start.Environment["WORKLOAD"] = "hold";
        start.Environment["N"] = Processes.ToString(CultureInfo.InvariantCulture);
        start.Environment["M"] = Sleeps.ToString(CultureInfo.InvariantCulture);
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("bash did not start");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        using JsonDocument line = JsonDocument.Parse(output);
        return line.RootElement.GetProperty("events_per_s").GetDouble();
    }
}

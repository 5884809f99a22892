using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Benchmarks.Kernel;

/// <summary>A simulator of another make, run by a script that prints one line of JSON.</summary>
/// <param name="Folder">Where the script <c>run.sh</c> is.</param>
/// <param name="Name">The script's name for the peer.</param>
/// <param name="Processes">How many.</param>
/// <param name="Sleeps">Of each.</param>
internal sealed record DesPeer(string Folder, string Name, int Processes, int Sleeps)
{
    /// <summary>Events in a second of one run.</summary>
    public double Run()
    {
        ProcessStartInfo start = new("/bin/bash", [Path.Combine(Folder, "run.sh")]) { RedirectStandardOutput = true, UseShellExecute = false };
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

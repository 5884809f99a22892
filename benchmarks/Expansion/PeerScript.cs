using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Benchmarks.Expansion;

/// <summary>
/// Script that does the same work outside the SDK. It prints <c>{"seconds": …, "sha256": …}</c> as its last line, and
/// <c>cpu_seconds</c> if it can measure it.
/// </summary>
internal sealed record PeerScript(string Path, string Name, int Nodes, int ContainersPerNode)
{
    public (double Seconds, string Hash) Run()
    {
        ProcessStartInfo start = new("bash", [Path]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["NAME"] = Name;
        start.Environment["NODES"] = Nodes.ToString(CultureInfo.InvariantCulture);
        start.Environment["CONTAINERS"] = ContainersPerNode.ToString(CultureInfo.InvariantCulture);
        start.Environment["ROUNDS"] = "2";
        start.Environment["WRITE"] = "0";
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{Path} did not start");
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        using JsonDocument line = JsonDocument.Parse(lines[^1]);
        JsonElement seconds = line.RootElement.TryGetProperty("cpu_seconds", out JsonElement processor)
            ? processor
            : line.RootElement.GetProperty("seconds");
        return (seconds.GetDouble(), line.RootElement.GetProperty("sha256").GetString() ?? "");
    }
}

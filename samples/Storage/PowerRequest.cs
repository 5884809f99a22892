using Scalewright.Storage.Servers;

namespace StorageSample;

/// <summary>Implements <c>power</c> and <c>status</c> for a cluster, running or not.</summary>
internal static class PowerRequest
{
    public const string Orders = "server NAME|all on|off|reboot, or pdu NAME OUTLET on|off|reboot";
    public const string Views = "servers or pdus";

    /// <summary>The arguments that query the servers.</summary>
    public static readonly string[] StatusOfServers = ["status", "servers"];

    // The responses of a running simulator are text, including its errors.
    private const string RefusalMark = "error: ";

    /// <summary>Returns the text of a successful response.</summary>
    /// <exception cref="SimulatorException">The request was rejected.</exception>
    public static string Accepted(string answer) =>
        answer.StartsWith(RefusalMark, StringComparison.Ordinal) ? throw new SimulatorException(answer[RefusalMark.Length..].TrimEnd()) : answer;

    public static bool IsKnown(string[] words) => words is ["server", _, "on" or "off" or "reboot"] or ["pdu", _, _, "on" or "off" or "reboot"] or ["status", "servers" or "pdus"];

    /// <summary>Describes a request, and rejects the same invalid inputs as <see cref="RunAsync"/>.</summary>
    /// <param name="copy">Copy of the cluster in memory, whose outlets are switched to find errors.</param>
    public static async Task<string> DescribeAsync(StorageCluster copy, string[] words)
    {
        string done = words[^1] == "reboot" ? "reboot" : $"switch {words[^1]}";
        try
        {
            if (words is ["pdu", var unit, var outlet, _])
            {
                await copy.Power.SwitchAsync(unit, outlet, isOn: true, LifecycleTiming.Immediate);
                return $"would {done} {unit} outlet {outlet}\n";
            }

            return $"would {done} {Pluralizer.Format(Chosen(copy, words[1]).Length, "server")}\n";
        }
        catch (StorageException exception)
        {
            return $"{RefusalMark}{StateSwitches.Lines(exception)}\n";
        }
    }

    public static async Task<string> RunAsync(StorageCluster cluster, string[] words)
    {
        try
        {
            switch (words)
            {
                case ["server", var name, "on" or "off" or "reboot"]:
                    StorageServer[] chosen = Chosen(cluster, name);
                    await Task.WhenAll(chosen.Select(server => SwitchAsync(cluster, server, words[2])));
                    return $"{words[2]}: {Pluralizer.Format(chosen.Length, "server")}\n";
                case ["pdu", var unit, var outlet, "on" or "off" or "reboot"]:
                    await SwitchAsync(cluster, unit, outlet, words[3]);
                    return $"{words[3]}: {unit} outlet {outlet}\n";
                case ["status", "servers"]:
                    return string.Concat(cluster.Servers.All.Select(server => $"{server.Name.Fqdn} {(server.IsWorker || cluster.Power.HasPower(server.Name.Fqdn) ? "powered" : "unpowered")} {(cluster.Servers.IsAgentRunning(server.Name.Fqdn) ? "running" : "stopped")}\n"));
                case ["status", "pdus"]:
                    return string.Concat(cluster.Power.Units.Select(unit => $"{unit} {string.Join(' ', cluster.Power.GetOutlets(unit).Select(outlet => $"{outlet.Key}:{(outlet.Value ? "on" : "off")}"))}\n"));
                default:
                    return $"{RefusalMark}use {Orders}, or status {Views}\n";
            }
        }
        catch (StorageException exception)
        {
            return $"{RefusalMark}{StateSwitches.Lines(exception)}\n";
        }
    }

    private static StorageServer[] Chosen(StorageCluster cluster, string name) =>
        name == "all" ? [.. cluster.Servers.All.Where(server => !server.IsWorker)] : [cluster.Servers.Get(ServerName.Parse(name).Fqdn)];

    private static Task SwitchAsync(StorageCluster cluster, StorageServer server, string action) => server.Outlet is { } outlet
        ? Task.WhenAll(cluster.Power.Units.Select(unit => SwitchAsync(cluster, unit, outlet, action)))
        : Task.CompletedTask;

    private static Task SwitchAsync(StorageCluster cluster, string unit, string outlet, string action) => action == "reboot"
        ? cluster.Power.CycleAsync(unit, outlet)
        : cluster.Power.SwitchAsync(unit, outlet, action == "on");
}

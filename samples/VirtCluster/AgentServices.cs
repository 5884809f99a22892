using System.Runtime.InteropServices;
using Scalewright.Agents.XmlRpc;
using VirtCluster.Compat;

namespace VirtCluster;

/// <summary>Services of an agent: the core service, facts of its machine, and the example.</summary>
internal static class AgentServices
{
    /// <summary>Methods by their dotted names.</summary>
    /// <param name="log">Log of the services.</param>
    /// <param name="data">Data of jobs.</param>
    /// <param name="quit">Stops the agent.</param>
    public static IReadOnlyDictionary<string, XmlRpcMethod> Methods(ForwardedLog log, JobData data, Action quit) => new Dictionary<string, XmlRpcMethod>(CoreService.Methods(log, data, quit), StringComparer.Ordinal)
    {
        ["host.platform.get_hostname"] = Plain("get_hostname", () => XmlRpcValue.From(Environment.MachineName)),
        ["host.platform.get_arch"] = Plain("get_arch", () => XmlRpcValue.From(RuntimeInformation.OSArchitecture == Architecture.X64 ? "x86_64" : "aarch64")),
        ["host.cpu.get_cpu_vendor_id"] = Plain("get_cpu_vendor_id", () => XmlRpcValue.From(CpuFact("vendor_id"))),
        ["host.cpu.get_cpu_model_name"] = Plain("get_cpu_model_name", () => XmlRpcValue.From(CpuFact("model name"))),
        ["examples.hello.ping"] = Plain("ping", () => Ping(log)),
    };

    private static XmlRpcMethod Plain(string name, Func<XmlRpcValue> body) => new PythonFunction(name, [], 0, _ => body()).CallAsync;

    private static XmlRpcValue Ping(ForwardedLog log)
    {
        log.Write("examples.hello", $"ping reached {Environment.MachineName}");
        return XmlRpcValue.From($"Pong from {Environment.MachineName}");
    }

    private static string CpuFact(string name)
    {
        string? line = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) : null;
        return line is null ? "" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}

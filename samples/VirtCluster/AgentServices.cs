using System.Runtime.InteropServices;
using Scalewright;
using Scalewright.Agents.XmlRpc;
using VirtCluster.Compat;

namespace VirtCluster;

/// <summary>What an agent answers: the core service, facts of its machine, and the example.</summary>
internal static class AgentServices
{
    private const int PortMax = 65535;

    /// <summary>The methods by their dotted names.</summary>
    /// <param name="log">Where services speak.</param>
    /// <param name="quit">Ends the agent.</param>
    public static IReadOnlyDictionary<string, XmlRpcMethod> Methods(ForwardedLog log, Action quit) => new Dictionary<string, XmlRpcMethod>(StringComparer.Ordinal)
    {
        ["core.is_alive"] = Plain("is_alive", () => XmlRpcValue.Of(true)),
        ["core.quit"] = Plain("quit", () =>
        {
            quit();
            return XmlRpcValue.Nil;
        }),
        ["core.start_log_redirection"] = (arguments, _) => StartLogAsync(log, arguments),
        ["core.stop_log_redirection"] = async (_, _) =>
        {
            await log.StopAsync();
            return XmlRpcValue.Nil;
        },
        ["host.platform.get_hostname"] = Plain("get_hostname", () => XmlRpcValue.Of(Environment.MachineName)),
        ["host.platform.get_arch"] = Plain("get_arch", () => XmlRpcValue.Of(RuntimeInformation.OSArchitecture == Architecture.X64 ? "x86_64" : "aarch64")),
        ["host.cpu.get_cpu_vendor_id"] = Plain("get_cpu_vendor_id", () => XmlRpcValue.Of(CpuFact("vendor_id"))),
        ["host.cpu.get_cpu_model_name"] = Plain("get_cpu_model_name", () => XmlRpcValue.Of(CpuFact("model name"))),
        ["examples.hello.ping"] = Plain("ping", () => Ping(log)),
    };

    private static XmlRpcMethod Plain(string name, Func<XmlRpcValue> body) => new PythonFunction(name, [], 0, _ => body()).CallAsync;

    private static XmlRpcValue Ping(ForwardedLog log)
    {
        log.Write("examples.hello", $"ping reached {Environment.MachineName}");
        return XmlRpcValue.Of($"Pong from {Environment.MachineName}");
    }

    private static async ValueTask<XmlRpcValue> StartLogAsync(ForwardedLog log, ValueList<XmlRpcValue> arguments)
    {
        if (arguments is not [{ Kind: XmlRpcKind.Text } host, { Kind: XmlRpcKind.Whole } port] || host.Text.AsSpan().IndexOfAny(";&|$`") >= 0 || port.Whole is < 1 or > PortMax)
        {
            throw new PythonException("ValueError", "start_log_redirection takes the name of a host and a port from 1 to 65535");
        }

        await log.StartAsync(host.Text, (int)port.Whole);
        return XmlRpcValue.Of(true);
    }

    private static string CpuFact(string name)
    {
        string? line = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) : null;
        return line is null ? "" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}

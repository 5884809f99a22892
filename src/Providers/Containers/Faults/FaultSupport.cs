using System.Diagnostics;
using Scalewright.Providers.Containers.Client;
using Scalewright.Providers.Containers.Nodes;
using static System.FormattableString;

namespace Scalewright.Providers.Containers.Faults;

/// <summary>Faults that this program can inject into the containers of its engines.</summary>
internal static class FaultSupport
{
    // The packet filter counts bytes with 32 bits, in units of 16 bytes.
    private const long MinRate = 1000;
    private const long MaxRate = 4_000_000_000;

    private static readonly string[] FilterPrograms = ["nsenter", "ip", "iptables", "iptables-restore", "tc"];

    // Queues that delay packets are an option of the kernel.
    private static readonly Lazy<bool> Delays = new(ProbeDelays);

    /// <summary>True if the kernel of this machine can delay packets.</summary>
    public static bool HasDelays => Delays.Value;

    /// <summary>Returns true if the fault changes what a node receives or sends.</summary>
    public static bool HasLinkFault(NodeFault fault) =>
        fault.IsInboundBlocked
        || fault.IsOutboundBlocked
        || fault.BlockedInboundNodes.Count > 0
        || fault.InboundLinks.Count > 0
        || fault.MaxBytesPerSecond is not null
        || fault.Loss > 0
        || PacketQueues.NeedsDelays(fault);

    /// <summary>Returns true if the containers of an engine are entered for link faults.</summary>
    public static bool UsesNamespaces(NodeEngine engine, ContainersOptions options) =>
        options.Faults switch
        {
            FaultAccess.Engine => false,
            FaultAccess.Namespace => true,
            _ => FindMissing(engine).Count == 0,
        };

    /// <summary>Returns the reasons why a fault cannot be injected.</summary>
    public static IEnumerable<Problem> Check(NodeFault fault, NodeEngine engine, ContainersOptions options)
    {
        ValueList<string> missing = FindMissing(engine);
        if (fault.IsDiskFull && options.DiskMiB is null)
        {
            yield return ContainersProblems.NoDisk;
        }
        else if (fault.IsDiskFull && missing.Any(IsPlace))
        {
            yield return ContainersProblems.DiskNotSupported(missing.Where(IsPlace));
        }

        // A node without power has no links.
        if (!HasLinkFault(fault) || fault.IsPoweredOff)
        {
            yield break;
        }

        if (options.Faults == FaultAccess.Engine)
        {
            missing = [$"{nameof(ContainersOptions)}.{nameof(ContainersOptions.Faults)} other than {FaultAccess.Engine}"];
        }

        if (missing.Count > 0)
        {
            if (options.Faults == FaultAccess.Namespace || !IsIsolation(fault))
            {
                yield return ContainersProblems.LinksNotSupported(missing);
            }
        }
        else if (PacketQueues.NeedsDelays(fault) && !HasDelays)
        {
            yield return ContainersProblems.NoDelays;
        }
    }

    /// <summary>Returns invalid values, and combinations that no engine supports.</summary>
    public static IEnumerable<Problem> CheckValues(NodeFault fault) =>
        CheckNumbers(fault).Concat(CheckDelays(fault)).Concat(CheckInboundLinks(fault));

    private static IEnumerable<Problem> CheckNumbers(NodeFault fault)
    {
        foreach (
            (long? rate, double loss) in fault
                .InboundLinks.Select(link => (link.MaxBytesPerSecond, link.Loss))
                .Prepend((fault.MaxBytesPerSecond, fault.Loss))
        )
        {
            if (rate is < MinRate or > MaxRate)
            {
                yield return OutOfRange(
                    nameof(NodeFault.MaxBytesPerSecond),
                    $"{rate} bytes a second",
                    Invariant($"use {MinRate} to {MaxRate}, or null for no limit")
                );
            }

            if (!IsProbability(loss))
            {
                yield return OutOfRange(nameof(NodeFault.Loss), $"{loss} is not a probability", "use 0 to 1");
            }
        }

        foreach (
            (string field, double value) in new[]
            {
                (nameof(NodeFault.Duplication), fault.Duplication),
                (nameof(NodeFault.Reordering), fault.Reordering),
            }
        )
        {
            if (!IsProbability(value))
            {
                yield return OutOfRange(field, $"{value} is not a probability", "use 0 to 1");
            }
        }
    }

    private static IEnumerable<Problem> CheckDelays(NodeFault fault)
    {
        if (fault.Delay < TimeSpan.Zero || fault.Jitter < TimeSpan.Zero)
        {
            yield return OutOfRange(nameof(NodeFault.Delay), $"{fault.Delay} or {fault.Jitter} is below 0", "use 0 or more");
        }

        if (fault.Reordering > 0 && (fault.Delay > TimeSpan.Zero || fault.Jitter > TimeSpan.Zero))
        {
            yield return OutOfRange(
                nameof(NodeFault.Reordering),
                $"packets of containers are delayed either all or those that are reordered",
                "leave either the delay or the reordering at 0"
            );
        }
    }

    private static IEnumerable<Problem> CheckInboundLinks(NodeFault fault)
    {
        if (
            fault.InboundLinks.Any(link =>
                link.Delay != TimeSpan.Zero || link.Jitter != TimeSpan.Zero || link.Duplication != 0 || link.Reordering != 0
            )
        )
        {
            yield return OutOfRange(
                nameof(NodeFault.InboundLinks),
                $"packets from single containers are neither delayed, duplicated nor reordered",
                "delay the packets of all nodes, or use nodes of this machine"
            );
        }

        foreach (
            string name in fault
                .InboundLinks.GroupBy(link => link.FromNode, StringComparer.Ordinal)
                .Where(links => links.Count() > 1)
                .Select(links => links.Key)
        )
        {
            yield return OutOfRange(
                nameof(NodeFault.InboundLinks),
                $"the link from '{TextEscaping.Escape(name)}' is listed twice",
                "list each once"
            );
        }
    }

    /// <summary>Returns what this program lacks to enter the containers of an engine.</summary>
    private static ValueList<string> FindMissing(NodeEngine engine)
    {
        List<string> missing = [];
        if (!Environment.IsPrivilegedProcess)
        {
            missing.Add("root");
        }

        if (!OperatingSystem.IsLinux() || !IsOnThisMachine(engine.Client.Endpoint))
        {
            missing.Add($"the machine of {engine.Client.Endpoint}");
        }

        missing.AddRange(FilterPrograms.Where(program => FaultCommands.Find(program) is null));
        return [.. missing];
    }

    private static bool IsPlace(string missing) => missing == "root" || missing.StartsWith("the machine", StringComparison.Ordinal);

    private static bool IsOnThisMachine(Uri endpoint) =>
        endpoint.Scheme == "unix" || (endpoint.Scheme != EngineAddress.SshScheme && endpoint.IsLoopback);

    /// <summary>Returns true if the engine alone can inject the link faults.</summary>
    private static bool IsIsolation(NodeFault fault) => fault.IsInboundBlocked && fault.IsOutboundBlocked;

    private static bool IsProbability(double value) => value is >= 0 and <= 1;

    private static bool ProbeDelays()
    {
        if (FaultCommands.Find("unshare") is not { } unshare || FaultCommands.Find("tc") is not { } tc || !Environment.IsPrivilegedProcess)
        {
            return false;
        }

        ProcessStartInfo start = new(unshare, ["--net", "--", tc, "qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static Problem OutOfRange(string field, FormattableString found, string advice) =>
        new(ProblemCode.OutOfRange, found.ToString(CultureInfo.InvariantCulture), advice) { Field = field };
}

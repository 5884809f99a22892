using Scalewright.Plugins.Options;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>Fault that files and replay strings select by a word.</summary>
/// <param name="Name">The word, for example <c>crash</c>.</param>
/// <param name="HostCount">Number of affected hosts, 1 or 2.</param>
/// <param name="Create">Creates the fault, from the hosts, the duration and the link.</param>
internal sealed record FaultKeyword(string Name, int HostCount, Func<ValueList<string>, TimeSpan?, LinkModel, Fault> Create)
{
    /// <summary>Faults of machines, which files of experiments have, too.</summary>
    public static ValueList<FaultKeyword> OfMachines { get; } =
    [
        new("crash", 1, (hosts, _, _) => new CrashNode(hosts[0])) { HasDuration = false },
        new("restart", 1, (hosts, time, _) => new RestartNode(hosts[0]) { Duration = time }),
        new("freeze", 1, (hosts, time, _) => new FreezeNode(hosts[0]) { Duration = time }),
        new("fill", 1, (hosts, time, _) => new FillDisk(hosts[0]) { Duration = time }),
        new("isolate", 1, (hosts, time, _) => new IsolateHost(hosts[0]) { Duration = time }),
        new("cut", 2, (hosts, time, _) => new CutLink(hosts[0], hosts[1]) { Duration = time }),
        new("slow", 2, (hosts, time, link) => new ChangeLink(hosts[0], hosts[1], link) { Duration = time }) { HasLink = true },
    ];

    /// <summary>All faults with a word.</summary>
    public static ValueList<FaultKeyword> All { get; } =
    [
        .. OfMachines,
        new("lose", 1, (hosts, _, _) => new RemoveResource(hosts[0])) { HasDuration = false },
        new("kill", 1, (hosts, _, _) => new KillController { Host = hosts[0] }) { HasDuration = false },
    ];

    /// <summary>True if the fault can have a duration. Default true.</summary>
    public bool HasDuration { get; init; } = true;

    /// <summary>True if the fault has a latency, a jitter and a loss. Default false.</summary>
    public bool HasLink { get; init; }

    /// <summary>Default latency of <c>slow</c>.</summary>
    public static TimeSpan DefaultLatency { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Creates the link of <c>slow</c>.</summary>
    public static LinkModel CreateLink(TimeSpan latency, TimeSpan jitter, double loss) =>
        new()
        {
            Latency = DurationModel.Fixed(latency),
            Jitter = jitter > TimeSpan.Zero ? DurationModel.Uniform(TimeSpan.Zero, jitter) : DurationModel.Zero,
            Loss = loss,
        };

    /// <summary>Parses a fault such as <c>crash(web-2)</c> or <c>freeze(web-2,duration=30s)</c>.</summary>
    /// <exception cref="FormatException">The text is not a fault. The message states what was found and what is
    /// accepted.</exception>
    public static Fault Parse(string text)
    {
        int open = text.IndexOf('(', StringComparison.Ordinal);
        string name = open < 0 ? text : text[..open];
        FaultKeyword keyword = All.FirstOrDefault(keyword => keyword.Name == name)
            ?? throw new FormatException(
                $"'{TextEscaping.Escape(name)}' is not a kind of fault; "
                    + $"use {string.Join(", ", All.Take(All.Count - 1).Select(keyword => keyword.Name))} or {All[^1].Name}"
            );
        string[] arguments = open >= 0 && text.EndsWith(')') ? text[(open + 1)..^1].Split(',') : [];
        string[] hosts = [.. arguments.Where(argument => !argument.Contains('=', StringComparison.Ordinal))];
        if (
            hosts.Length != keyword.HostCount
            || hosts.Any(string.IsNullOrWhiteSpace)
            || hosts.Distinct(StringComparer.Ordinal).Count() < hosts.Length
        )
        {
            string example = keyword.HostCount == 1 ? $"{name}(web-1)" : $"{name}(web-1,web-2)";
            throw new FormatException(
                $"'{TextEscaping.Escape(text)}' does not name "
                    + $"{(keyword.HostCount == 1 ? "one host" : "two different hosts")}; use for example {example}"
            );
        }

        FaultValues values = new(keyword);
        foreach (string argument in arguments.Except(hosts, StringComparer.Ordinal))
        {
            values.Set(argument);
        }

        return keyword.Create([.. hosts], values.Duration, CreateLink(values.Latency, values.Jitter, values.Loss));
    }

    /// <summary>Values of a fault besides its hosts.</summary>
    private sealed class FaultValues(FaultKeyword fault)
    {
        private readonly string[] _names = (fault.HasDuration, fault.HasLink) switch
        {
            (false, _) => [],
            (true, false) => ["duration"],
            (true, true) => ["duration", "latency", "jitter", "loss"],
        };

        public TimeSpan? Duration { get; private set; }

        public TimeSpan Latency { get; private set; } = DefaultLatency;

        public TimeSpan Jitter { get; private set; }

        public double Loss { get; private set; }

        public void Set(string argument)
        {
            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            (string name, string value) = (argument[..equals], argument[(equals + 1)..]);
            switch (name)
            {
                case var unknown when !_names.Contains(unknown, StringComparer.Ordinal):
                    throw new FormatException(
                        $"'{fault.Name}' has no value '{TextEscaping.Escape(name)}'; "
                            + (_names.Length == 0 ? "it has no values" : $"use {string.Join(", ", _names)}")
                    );
                case "duration":
                    Duration = ParseTime(name, value);
                    break;
                case "latency":
                    Latency = ParseTime(name, value);
                    break;
                case "jitter":
                    Jitter = ParseTime(name, value);
                    break;
                default:
                    Loss =
                        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double loss) && loss <= 1
                            ? loss
                            : throw new FormatException($"loss '{TextEscaping.Escape(value)}' is not a probability; use 0 to 1");
                    break;
            }
        }

        private static TimeSpan ParseTime(string name, string value) =>
            DurationParser.TryParse(value, out TimeSpan time)
                ? time
                : throw new FormatException($"{name} '{TextEscaping.Escape(value)}' is not a duration; use for example 30s or 00:00:30");
    }
}

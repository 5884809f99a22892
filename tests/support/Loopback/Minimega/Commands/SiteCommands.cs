namespace Loopback.Minimega.Commands;

internal static class SiteCommands
{
    private static readonly ValueList<string> PipeHeader = ["name", "mode", "readers", "writers", "count", "via", "previous"];

    public static IReadOnlyDictionary<string, CommandHandler> All { get; } = Commands();

    private static Dictionary<string, CommandHandler> Commands()
    {
        Dictionary<string, CommandHandler> commands = new(StringComparer.Ordinal)
        {
            ["version"] = call => call.Text(call.Site.Options.Version),
            ["echo"] = call => call.Text(string.Join(' ', call.Values)),
            ["namespace"] = Namespace,
            ["clear namespace"] = ClearNamespace,
            ["ns hosts"] = call => call.Text(call.Site.Options.HostName),
            ["ns load"] = call => call.Text("cpucommit"),
            ["ns add-hosts"] = call =>
                call.Values[0] == call.Site.Options.HostName ? call.Done() : throw new CommandFailure($"unknown host: `{call.Values[0]}`"),
            ["history"] = call => call.Text(string.Join('\n', call.Site.History)),
            ["clear history"] = ClearHistory,
            ["clear all"] = ClearAll,
            ["mesh list"] = call => call.Text(call.Site.Options.HostName + "\n"),
            ["mesh status"] = call =>
                call.Table(
                    ["size", "degree", "peers", "context", "port"],
                    [
                        ["1", "0", "0", "minimega", "9000"],
                    ]
                ),
            ["pipe"] = Pipe,
            ["pipe mode"] = call => ChangePipe(call, pipe => pipe.Mode = call.Values[1]),
            ["pipe log"] = call => ChangePipe(call, pipe => pipe.Log = call.Values[1] == "true"),
            ["pipe via"] = call => ChangePipe(call, pipe => pipe.Via = string.Join(' ', call.Values.Skip(1))),
            ["clear pipe"] = ClearPipe,
            ["host"] = call =>
                call.Table(
                    [.. Facts(call).Select(fact => fact.Name)],
                    [Facts(call).Select(fact => fact.Cell).ToValueList()],
                    HostData(call)
                ),
        };
        foreach (
            string fact in (string[])
                [
                    "cpucommit",
                    "cpus",
                    "load",
                    "memcommit",
                    "memtotal",
                    "memused",
                    "netcommit",
                    "rx",
                    "tx",
                    "uptime",
                    "vms",
                    "vmlimit",
                    "androidvms",
                ]
        )
        {
            commands[$"host {fact}"] = call => call.Text(Facts(call).Single(known => known.Name == fact).Cell, HostData(call));
        }

        commands["host name"] = call => call.Text(call.Site.Options.HostName, HostData(call));
        return commands;
    }

    private static MinimegaEntry Namespace(CommandCall call)
    {
        if (call.Value(0) is { } name)
        {
            call.Site.Active = call.Site.Namespace(name).Name;
            return call.Done();
        }

        return call.Table(
            ["namespace", "vlans", "active"],
            call.Site.Namespaces.Values.Select(space =>
                (ValueList<string>)[space.Name, VlanRange(space), Json.Flag(space.Name == call.Site.Active)]
            )
        );
    }

    private static string VlanRange(NamespaceState space) =>
        space.Vlans.HasOwnRange || space.Name == Site.MainNamespace ? $"{space.Vlans.Min}-{space.Vlans.Max}" : "";

    private static MinimegaEntry ClearNamespace(CommandCall call)
    {
        Site site = call.Site;
        if (call.Value(0) is { } name)
        {
            if (site.Namespaces.Remove(name, out NamespaceState? gone))
            {
                Site.End(gone);
            }

            site.Namespace(Site.MainNamespace);
        }

        site.Active = call.Value(0) is { } other && other != site.Active ? site.Active : Site.MainNamespace;
        return call.Done();
    }

    private static MinimegaEntry ClearHistory(CommandCall call)
    {
        call.Site.History.Clear();
        return call.Done();
    }

    private static MinimegaEntry ClearAll(CommandCall call)
    {
        Site.End(call.Space);
        call.Site.Namespaces[call.Space.Name] = new(call.Space.Name);
        return call.Done();
    }

    private static MinimegaEntry Pipe(CommandCall call)
    {
        if (call.Values.Count < 2)
        {
            return call.Table(
                PipeHeader,
                call.Space.Pipes.Select(pipe =>
                    (ValueList<string>)
                        [
                            $"{call.Space.Name}//{pipe.Key}",
                            pipe.Value.Mode,
                            "0",
                            "0",
                            pipe.Value.Count.ToString(),
                            pipe.Value.Via,
                            pipe.Value.Previous,
                        ]
                )
            );
        }

        return ChangePipe(call, pipe => (pipe.Count, pipe.Previous) = (pipe.Count + 1, call.Values[1]));
    }

    private static MinimegaEntry ChangePipe(CommandCall call, Action<Pipe> change)
    {
        if (!call.Space.Pipes.TryGetValue(call.Values[0], out Pipe? pipe))
        {
            call.Space.Pipes[call.Values[0]] = pipe = new();
        }

        change(pipe);
        return call.Done();
    }

    private static MinimegaEntry ClearPipe(CommandCall call)
    {
        foreach (string name in call.Space.Pipes.Keys.Where(name => call.Value(0) is null || name == call.Value(0)).ToArray())
        {
            call.Space.Pipes.Remove(name);
        }

        // Recorded at 3.1.0: 'cannot delete named pipe with open writers'.
        return call.Value(0) is not { } plumbed || call.Site.Plumbing.Remove($"{call.Space.Name}//{plumbed}")
            ? call.Done()
            : throw new CommandFailure("cannot delete named pipe with open writers");
    }

    private static (string Name, string Cell)[] Facts(CommandCall call)
    {
        Vm[] vms = [.. call.Site.Vms];
        return
        [
            ("cpus", "2"),
            ("load", "0.10 0.10 0.10"),
            ("memused", "1024"),
            ("memtotal", "24105"),
            ("rx", "0.0"),
            ("tx", "0.0"),
            ("vms", vms.Length.ToString()),
            ("vmlimit", "-1"),
            ("androidvms", vms.Count(vm => vm.Kind == "android").ToString()),
            ("cpucommit", Sum(vms, "vcpus")),
            ("memcommit", Sum(vms, "memory")),
            ("netcommit", vms.Sum(vm => vm.Networks.Count).ToString()),
            ("uptime", GoDuration.Print(call.Site.Uptime)),
        ];
    }

    private static string Sum(Vm[] vms, string key) =>
        vms.Aggregate(UInt128.Zero, (sum, vm) => sum + ulong.Parse(vm.Config[key], CultureInfo.InvariantCulture))
            .ToString(CultureInfo.InvariantCulture);

    private static string HostData(CommandCall call)
    {
        Dictionary<string, string> facts = Facts(call).ToDictionary(fact => fact.Name, fact => fact.Cell, StringComparer.Ordinal);
        return $"{{\"Name\":{Json.Text(call.Site.Options.HostName)},\"RxBps\":0,\"TxBps\":0,\"CPUs\":{facts["cpus"]},\"MemTotal\":{facts["memtotal"]},"
            + $"\"MemUsed\":{facts["memused"]},\"VMs\":{facts["vms"]},\"AndroidVMs\":{facts["androidvms"]},\"Limit\":{facts["vmlimit"]},"
            + $"\"CPUCommit\":{facts["cpucommit"]},\"MemCommit\":{facts["memcommit"]},\"NetworkCommit\":{facts["netcommit"]},"
            + $"\"Load\":{Json.Text(facts["load"])},\"Uptime\":{(long)call.Site.Uptime.TotalMilliseconds * 1_000_000}}}";
    }
}

namespace Loopback.Minimega.Commands;

/// <summary>Recorded: 07-cc, 20.</summary>
internal static class CcCommands
{
    private static readonly ValueList<string> CommandHeader =
    [
        "id",
        "prefix",
        "command",
        "responses",
        "background",
        "once",
        "sent",
        "received",
        "connectivity",
        "level",
        "filter",
    ];

    public static IReadOnlyDictionary<string, CommandHandler> All { get; } =
        new Dictionary<string, CommandHandler>(StringComparer.Ordinal)
        {
            ["cc"] = call =>
                call.Table(
                    ["clients"],
                    [
                        [Connected(call).Count().ToString()],
                    ]
                ),
            ["cc listen"] = call => call.Done(),
            ["cc clients"] = call => call.Table([.. CcFilter.Keys], Connected(call).Select(Client)),
            ["cc filter"] = Filter,
            ["cc prefix"] = Prefix,
            ["cc commands"] = call => call.Table(CommandHeader, call.Space.Control.Commands.Values.Select(Row)),
            ["cc exec"] = call => Queue(call, Command(call, call.Values)),
            ["cc exec-once"] = call => Queue(call, Command(call, call.Values, once: true)),
            ["cc background"] = call => Queue(call, Command(call, call.Values, background: true)),
            ["cc background-once"] = call => Queue(call, Command(call, call.Values, once: true, background: true)),
            ["cc send"] = Send,
            ["cc recv"] = call => Queue(call, Command(call, [], received: call.Values)),
            ["cc log level"] = call => Queue(call, Command(call, [], level: call.Values[0])),
            ["cc process list"] = ListProcesses,
            ["cc process kill"] = call =>
                EndProcesses(call, process => call.Values[0] == "all" || process.Pid.ToString() == call.Values[0]),
            ["cc process killall"] = call =>
                EndProcesses(call, process => process.Words.Contains(call.Values[0], StringComparison.Ordinal)),
            ["cc tunnel list"] = call => call.Table(["vm", "id", "src port", "dst", "dst port"], []),
            ["cc mount"] = call => call.Table(["name", "uuid", "addr", "path"], []),
            ["clear cc"] = ClearAll,
            ["clear cc commands"] = call => Change(call, control => control.Commands.Clear()),
            ["clear cc filter"] = call => Change(call, control => control.Filter = null),
            ["clear cc prefix"] = call => Change(call, control => control.Prefix = ""),
            ["clear cc responses"] = call => Change(call, control => control.Responses.Clear()),
            ["clear cc mount"] = call => call.Done(),
            ["cc delete command"] = DeleteCommands,
            ["cc delete response"] = DeleteResponses,
        };

    private static IEnumerable<Vm> Connected(CommandCall call) =>
        call.Space.Vms.Where(vm => vm.State is VmState.Running or VmState.Paused && vm.Guest is { IsConnected: true });

    private static ValueList<string> Client(Vm vm) =>
        [
            vm.Uuid,
            vm.Hostname,
            Guest.Arch,
            Guest.Os,
            $"[{string.Join(' ', vm.Guest!.KnownAddresses)}]",
            $"[{string.Join(' ', vm.Networks.Select(nic => nic.Mac))}]",
        ];

    private static ValueList<string> Row(CcCommand command) =>
        [
            command.Id.ToString(),
            command.Prefix,
            $"[{string.Join(' ', command.Words)}]",
            command.Answers.Count.ToString(),
            Json.Flag(command.Background),
            Json.Flag(command.Only is not null),
            $"[{string.Join(' ', command.Sent)}]",
            $"[{string.Join(' ', command.Received)}]",
            "",
            command.Level,
            command.Filter?.ToString() ?? "",
        ];

    private static MinimegaEntry Filter(CommandCall call)
    {
        if (call.Values.Count > 0)
        {
            call.Space.Control.Filter = CcFilter.Read(call.Values);
            return call.Done();
        }

        return call.Space.Control.Filter is { } filter
            ? call.Table(
                [.. CcFilter.Keys, "tags"],
                [
                    [.. CcFilter.Keys.Select(key => filter.Fields.GetValueOrDefault(key, "")), Json.Map(filter.Tags)],
                ]
            )
            : call.Done();
    }

    private static MinimegaEntry Prefix(CommandCall call)
    {
        if (call.Value(0) is not { } prefix)
        {
            return call.Text(call.Space.Control.Prefix);
        }

        call.Space.Control.Prefix = prefix;
        return call.Done();
    }

    private static CcCommand Command(
        CommandCall call,
        IReadOnlyList<string> words,
        bool once = false,
        bool background = false,
        IReadOnlyList<string>? sent = null,
        IReadOnlyList<string>? received = null,
        string level = ""
    ) =>
        new()
        {
            Id = call.Space.Control.NextId(),
            Prefix = call.Space.Control.Prefix,
            Filter = call.Space.Control.Filter,
            Words = words,
            Background = background,
            Sent = sent ?? [],
            Received = received ?? [],
            Level = level,
            Only = once ? Connected(call).Select(vm => vm.Uuid).ToHashSet(StringComparer.Ordinal) : null,
        };

    private static MinimegaEntry Queue(CommandCall call, CcCommand command)
    {
        call.Space.Control.Commands[command.Id] = command;
        return call.OnlyData(command.Id.ToString());
    }

    private static MinimegaEntry Send(CommandCall call)
    {
        string files = call.Site.FilesFolder;
        string[] names =
        [
            .. call.Values.Select(name => name.StartsWith(files + "/", StringComparison.Ordinal) ? name[(files.Length + 1)..] : name),
        ];
        string? missing = names.FirstOrDefault(name => !Path.Exists(Path.Combine(files, name)));
        return missing is null ? Queue(call, Command(call, [], sent: names)) : throw new CommandFailure($"no such file: {missing}");
    }

    private static MinimegaEntry ListProcesses(CommandCall call)
    {
        IEnumerable<Vm> vms = call.Values[0] == "all" ? Connected(call) : [VmTargets.Find(call.Space, call.Values[0])];
        return call.Table(
            ["name", "uuid", "pid", "command"],
            vms.SelectMany(vm =>
                (vm.Guest?.Processes ?? []).Select(process => (ValueList<string>)[vm.Name, vm.Uuid, process.Pid.ToString(), process.Words])
            )
        );
    }

    private static MinimegaEntry EndProcesses(CommandCall call, Predicate<(int Pid, string Words)> wanted)
    {
        foreach (Vm vm in Connected(call).Where(vm => call.Space.Control.Filter?.Matches(vm, vm.Guest!.KnownAddresses) ?? true))
        {
            vm.Guest!.Processes.RemoveAll(wanted);
        }

        return call.Done();
    }

    private static MinimegaEntry ClearAll(CommandCall call)
    {
        call.Space.Control = new();
        return call.Done();
    }

    private static MinimegaEntry Change(CommandCall call, Action<ControlState> change)
    {
        change(call.Space.Control);
        return call.Done();
    }

    private static MinimegaEntry DeleteCommands(CommandCall call)
    {
        IReadOnlyList<CcCommand> commands = call.Space.Control.Find(call.Values[0]);
        if (commands.Count == 0 && call.Values[0] != "all")
        {
            throw new CommandFailure($"command {call.Values[0]} not found");
        }

        foreach (CcCommand command in commands)
        {
            call.Space.Control.Commands.Remove(command.Id);
        }

        return call.Done();
    }

    private static MinimegaEntry DeleteResponses(CommandCall call)
    {
        ControlState control = call.Space.Control;
        HashSet<int> ids = [.. control.Find(call.Values[0]).Select(command => command.Id)];
        foreach (
            (int Id, string Uuid, string File) key in control
                .Responses.Keys.Where(key => call.Values[0] == "all" || ids.Contains(key.Id))
                .ToArray()
        )
        {
            control.Responses.Remove(key);
        }

        return call.Done();
    }
}

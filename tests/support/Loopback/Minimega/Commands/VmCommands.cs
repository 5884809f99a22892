namespace Loopback.Minimega.Commands;

internal static class VmCommands
{
    private const VmState Alive = VmState.Building | VmState.Running | VmState.Paused;
    private static readonly ValueList<string> TagHeader = ["name", "tag", "value"];
    private static readonly ValueList<string> OneTagHeader = ["name", "value"];

    public static IReadOnlyDictionary<string, CommandHandler> All { get; } =
        new Dictionary<string, CommandHandler>(StringComparer.Ordinal)
        {
            ["vm info"] = call => Info(call, VmTable.Header),
            ["vm info summary"] = call => Info(call, VmTable.Summary),
            ["vm start"] = call => Each(call, vm => vm.State is VmState.Building or VmState.Paused, vm => Start(call.Site, vm)),
            ["vm stop"] = call => Each(call, vm => vm.State == VmState.Running, vm => Change(vm, VmState.Running, VmState.Paused)),
            ["vm kill"] = call => Each(call, vm => Alive.HasFlag(vm.State), vm => Change(vm, Alive, VmState.Quit)),
            ["vm flush"] = Flush,
            ["vm tag"] = Tag,
            ["clear vm tag"] = ClearTag,
        };

    public static void Start(Site site, Vm vm)
    {
        if (vm.State == VmState.Running)
        {
            throw new CommandFailure("vm is already running");
        }

        if (vm.State is VmState.Quit or VmState.Error)
        {
            Launching.Boot(site, vm);
            _ = vm.State == VmState.Error ? throw new CommandFailure(vm.Tags["error"]) : 0;
        }

        bool goesOn = vm.State == VmState.Paused;
        vm.State = VmState.Running;
        vm.Guest =
            goesOn && vm.Guest is { } guest ? guest
            : vm.Kind == "container" && vm.Config["backchannel"] == "true" ? site.NewGuest(vm)
            : null;
    }

    private static MinimegaEntry Each(CommandCall call, Predicate<Vm> fitsAll, Action<Vm> action)
    {
        VmTargets.Apply(call.Space, call.Values[0], fitsAll, action);
        return call.Done();
    }

    private static void Change(Vm vm, VmState from, VmState to)
    {
        vm.State = from.HasFlag(vm.State) ? to : throw new CommandFailure($"VM state error: {vm.Name}");
        if (to == VmState.Quit)
        {
            vm.Guest?.Dispose();
            vm.Guest = null;
        }
    }

    private static MinimegaEntry Flush(CommandCall call)
    {
        HashSet<Vm> wanted = [];
        VmTargets.Apply(call.Space, call.Value(0) ?? "all", _ => true, vm => wanted.Add(vm));
        call.Space.Vms.RemoveAll(vm => wanted.Contains(vm) && vm.State is (VmState.Quit or VmState.Error));
        return call.Done();
    }

    private static MinimegaEntry Info(CommandCall call, ValueList<string> columns)
    {
        DateTimeOffset now = call.Site.Now;
        string data = string.Join(',', call.Space.Vms.Select(vm => VmTable.Data(vm, call.Space.Name, call.Site.Options.HostName)));
        return call.Table(columns, call.Space.Vms.Select(vm => VmTable.Row(vm, now, columns)), $"[{data}]");
    }

    private static MinimegaEntry Tag(CommandCall call)
    {
        List<Vm> targets = [];
        VmTargets.Apply(call.Space, call.Values[0], _ => true, targets.Add);
        if (call.Value(2) is { } value)
        {
            targets.ForEach(vm => vm.Tags[call.Values[1]] = value);
            return call.Done();
        }

        return call.Value(1) is { } key && key != "all"
            ? call.Table(
                OneTagHeader,
                targets.Where(vm => vm.Tags.ContainsKey(key)).Select(vm => (ValueList<string>)[vm.Name, vm.Tags[key]])
            )
            : call.Table(TagHeader, targets.SelectMany(vm => vm.Tags.Select(tag => (ValueList<string>)[vm.Name, tag.Key, tag.Value])));
    }

    private static MinimegaEntry ClearTag(CommandCall call)
    {
        VmTargets.Apply(
            call.Space,
            call.Value(0) ?? "all",
            _ => true,
            vm =>
            {
                foreach (string key in vm.Tags.Keys.Where(key => call.Value(1) is null or "all" || key == call.Value(1)).ToArray())
                {
                    vm.Tags.Remove(key);
                }
            }
        );
        return call.Done();
    }
}

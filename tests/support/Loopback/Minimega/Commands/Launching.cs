namespace Loopback.Minimega.Commands;

internal static class Launching
{
    public static IReadOnlyDictionary<string, CommandHandler> All { get; } =
        new Dictionary<string, CommandHandler>(StringComparer.Ordinal)
        {
            ["vm launch"] = LaunchQueue,
            ["vm launch kvm"] = call => Launch(call, "kvm"),
            ["vm launch container"] = call => Launch(call, "container"),
            ["vm launch android"] = call => Launch(call, "android"),
            ["ns queue"] = call => call.Text(string.Concat(call.Space.Queue)),
            ["ns flush"] = Flush,
            ["ns queueing"] = Queueing,
            ["ns schedule dry-run"] = call => throw new CommandFailure(EmptyQueue),
        };

    private const string EmptyQueue = "namespace must contain at least one queued VM to launch VMs";

    /// <summary>The machine ends up in the state BUILDING or ERROR.</summary>
    public static void Boot(Site site, Vm vm)
    {
        string? missing =
            vm.Kind != "kvm"
                ? null
                : vm.Config.List("disks").FirstOrDefault(disk => !File.Exists(Path.Combine(site.FilesFolder, disk.Split(',')[0])));
        vm.State = missing is null ? VmState.Building : VmState.Error;
        (vm.Pid, vm.Port) = missing is null ? (site.NextPid(), site.NextPort()) : (0, 0);
        if (missing is not null)
        {
            // Recorded: 10-kvm.
            vm.Tags["error"] =
                $"unable to snapshot {missing}: [image {missing}] error getting info: [image {missing}] qemu-img: Could not open '{missing}': "
                + $"Could not open '{missing}': No such file or directory\n: exit status 1";
        }
    }

    private static MinimegaEntry Launch(CommandCall call, string kind)
    {
        VmConfig config =
            call.Value(1) is not { } saved ? call.Space.Config
            : call.Space.Saved.TryGetValue(saved, out VmConfig? found) ? found
            : throw new CommandFailure($"config {saved} does not exist");
        QueuedLaunch launch = new(kind, Names(call, call.Values[0]), config.Copy());
        if (call.Space.Queueing)
        {
            call.Space.Queue.Add(launch);
        }
        else
        {
            LaunchNow(call.Site, call.Space, launch);
        }

        return call.Done();
    }

    private static List<string> Names(CommandCall call, string text)
    {
        int room = call.Site.Options.VmsMax - call.Site.Vms.Count() - call.Space.Queue.Sum(launch => launch.Names.Count);
        bool counted = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long count);
        if (counted && count < 1)
        {
            throw new CommandFailure("invalid number of vms (< 1)");
        }

        IReadOnlyList<string> names = counted ? [] : NameList.Expand(text);
        if (Math.Max(count, names.Count) > room)
        {
            throw new CommandFailure($"too many vms for this server: {room} more are possible");
        }

        if (counted)
        {
            return [.. Enumerable.Range(0, (int)count).Select(_ => $"vm-{call.Space.CountedLaunches++}")];
        }

        HashSet<string> taken = [.. call.Space.Vms.Select(vm => vm.Name), .. call.Space.Queue.SelectMany(launch => launch.Names)];
        foreach (string name in names)
        {
            _ =
                name == "all" ? throw new CommandFailure("invalid vm name, `all` is a reserved word")
                : taken.Add(name) ? 0
                : throw new CommandFailure($"vm already exists with name `{name}`");
        }

        return [.. names];
    }

    private static MinimegaEntry LaunchQueue(CommandCall call)
    {
        if (call.Space.Queue.Count == 0)
        {
            throw new CommandFailure(EmptyQueue);
        }

        foreach (QueuedLaunch launch in call.Space.Queue)
        {
            LaunchNow(call.Site, call.Space, launch);
        }

        call.Space.Queue.Clear();
        return call.Done();
    }

    private static void LaunchNow(Site site, NamespaceState space, QueuedLaunch launch)
    {
        // Recorded: 03-launch-lifecycle. A container without a file system is not created, without an error.
        if (launch.Kind == "container" && launch.Config["filesystem"].Length == 0)
        {
            return;
        }

        foreach (string name in launch.Names)
        {
            string uuid = launch.Config["uuid"] is { Length: > 0 } given ? given : site.NextUuid();
            Vm vm = new(site.NextVmId(), name, launch.Kind, launch.Config, uuid, site.Now);
            Boot(site, vm);
            vm.Networks.AddRange(launch.Config.Networks.Select(spec => Connect(site, space, vm, spec)));
            space.Vms.Add(vm);
        }
    }

    private static Nic Connect(Site site, NamespaceState space, Vm vm, NetSpec spec) =>
        new(
            spec,
            spec.Vlan,
            space.Vlans.Resolve(spec.Vlan),
            spec.Mac.Length > 0 ? spec.Mac : site.NextMac(),
            vm.State == VmState.Error ? "" : site.NextTap()
        );

    private static MinimegaEntry Flush(CommandCall call)
    {
        call.Space.Queue.Clear();
        return call.Done();
    }

    private static MinimegaEntry Queueing(CommandCall call)
    {
        if (call.Value(0) is not { } value)
        {
            return call.Text(Json.Flag(call.Space.Queueing));
        }

        call.Space.Queueing = value == "true";
        return call.Done();
    }
}

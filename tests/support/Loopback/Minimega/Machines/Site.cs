using Loopback.Minimega.Commands;

namespace Loopback.Minimega.Machines;

/// <summary>Not thread-safe: the server holds a lock.</summary>
internal sealed class Site
{
    public const string MainNamespace = "minimega";

    private readonly Random _random;
    private readonly DateTimeOffset _startedAt;
    private readonly GuestShell _shell;
    private int _lastPid = 50;

    public Site(MinimegaServerOptions options)
    {
        Options = options;
        _random = new Random(options.Seed);
        _startedAt = Now;
        _shell = new GuestShell(FilesFolder, options.FileBytesMax);
        Namespaces[MainNamespace] = new(MainNamespace);
    }

    public MinimegaServerOptions Options { get; }

    public string FilesFolder => Path.Combine(Options.Base, "files");

    public SortedDictionary<string, NamespaceState> Namespaces { get; } = new(StringComparer.Ordinal);

    /// <summary>Applies to all connections.</summary>
    public string Active { get; set; } = MainNamespace;

    public RenderOptions Defaults { get; set; } = new();
    public PlumbPipes Plumbing { get; } = new();
    public List<string> History { get; } = [];

    public DateTimeOffset Now => Options.Clock.GetUtcNow();

    public TimeSpan Uptime => Now - _startedAt;

    public IEnumerable<Vm> Vms => Namespaces.Values.SelectMany(space => space.Vms);

    private int LastVmId { get; set; } = -1;

    private int LastTap { get; set; } = -1;

    /// <summary>Creates the namespace if it does not exist.</summary>
    public NamespaceState Namespace(string name)
    {
        if (!name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
        {
            throw new CommandFailure("invalid name; must only include letters, numbers, hyphens and underscores");
        }

        if (!Namespaces.TryGetValue(name, out NamespaceState? space))
        {
            Namespaces[name] = space = new(name);
        }

        return space;
    }

    public void Advance()
    {
        DateTimeOffset now = Now;
        foreach (NamespaceState space in Namespaces.Values)
        {
            foreach (Vm vm in space.Vms.Where(vm => vm.State == VmState.Running))
            {
                vm.Guest?.Advance(now, vm, space.Control, _shell);
            }
        }
    }

    public Guest NewGuest(Vm vm) =>
        new(
            Now,
            Options.Beat,
            Options.GuestsRunPrograms ? new GuestMachine(Path.Combine(Options.Base, "guests", vm.Uuid), Plumbing, SpaceOf(vm)) : null
        );

    private string SpaceOf(Vm vm) => Namespaces.Values.FirstOrDefault(space => space.Vms.Contains(vm))?.Name ?? MainNamespace;

    public static void End(NamespaceState space)
    {
        foreach (Vm vm in space.Vms)
        {
            vm.Guest?.Dispose();
        }
    }

    public int NextVmId() => ++LastVmId;

    public string NextTap() => $"mega_tap{++LastTap}";

    public int NextPid() => _lastPid += _random.Next(1, 12);

    public int NextPort() => _random.Next(32768, 60000);

    public string NextUuid()
    {
        byte[] bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    public string NextMac()
    {
        byte[] bytes = new byte[6];
        _random.NextBytes(bytes);
        bytes[0] &= 0xfc;
        return string.Join(':', bytes.Select(part => part.ToString("x2")));
    }
}

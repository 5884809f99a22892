using Loopback.Minimega.Commands;
using Loopback.Minimega.Control;
using Loopback.Minimega.Language;

namespace Loopback.Minimega.Machines;

/// <summary>All that the server knows. Not safe for use by several at once: the server holds a lock.</summary>
internal sealed class Site
{
    /// <summary>The namespace that is always there.</summary>
    public const string MainNamespace = "minimega";

    private readonly Random _random;
    private readonly DateTimeOffset _startedAt;
    private readonly GuestShell _shell;
    private int _lastPid = 50;

    /// <summary>Makes an empty site.</summary>
    public Site(MinimegaServerOptions options)
    {
        Options = options;
        _random = new Random(options.Seed);
        _startedAt = Now;
        _shell = new GuestShell(FilesFolder, options.FileBytesMax);
        Namespaces[MainNamespace] = new(MainNamespace);
    }

    /// <summary>Claims and limits.</summary>
    public MinimegaServerOptions Options { get; }

    /// <summary>Folder of files for guests.</summary>
    public string FilesFolder => Path.Combine(Options.Base, "files");

    /// <summary>Namespaces by name.</summary>
    public SortedDictionary<string, NamespaceState> Namespaces { get; } = new(StringComparer.Ordinal);

    /// <summary>Name of the active namespace, for all connections.</summary>
    public string Active { get; set; } = MainNamespace;

    /// <summary>How replies are printed unless a modifier says otherwise.</summary>
    public RenderOptions Defaults { get; set; } = new();

    /// <summary>Readers of plumbing pipes.</summary>
    public PlumbPipes Plumbing { get; } = new();

    /// <summary>Lines that were understood.</summary>
    public List<string> History { get; } = [];

    /// <summary>The time.</summary>
    public DateTimeOffset Now => Options.Clock.GetUtcNow();

    /// <summary>How long the server has run.</summary>
    public TimeSpan Uptime => Now - _startedAt;

    /// <summary>All containers and VMs.</summary>
    public IEnumerable<Vm> Vms => Namespaces.Values.SelectMany(space => space.Vms);

    private int LastVmId { get; set; } = -1;

    private int LastTap { get; set; } = -1;

    /// <summary>A namespace; made when it is not there.</summary>
    /// <exception cref="CommandFailure">The name is not valid.</exception>
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

    /// <summary>Lets the guests do what they did since the last command.</summary>
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

    /// <summary>The guest of a container that is started now.</summary>
    public Guest NewGuest(Vm vm) => new(Now, Options.Beat, Options.GuestsRunPrograms ? new GuestMachine(Path.Combine(Options.Base, "guests", vm.Uuid), Plumbing, SpaceOf(vm)) : null);

    private string SpaceOf(Vm vm) => Namespaces.Values.FirstOrDefault(space => space.Vms.Contains(vm))?.Name ?? MainNamespace;

    /// <summary>Ends the guests of a namespace that goes.</summary>
    public static void End(NamespaceState space)
    {
        foreach (Vm vm in space.Vms)
        {
            vm.Guest?.Dispose();
        }
    }

    /// <summary>The next number of a container or VM.</summary>
    public int NextVmId() => ++LastVmId;

    /// <summary>The next name of a tap.</summary>
    public string NextTap() => $"mega_tap{++LastTap}";

    /// <summary>A process number.</summary>
    public int NextPid() => _lastPid += _random.Next(1, 12);

    /// <summary>A port number.</summary>
    public int NextPort() => _random.Next(32768, 60000);

    /// <summary>An identifier.</summary>
    public string NextUuid()
    {
        byte[] bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>A hardware address.</summary>
    public string NextMac()
    {
        byte[] bytes = new byte[6];
        _random.NextBytes(bytes);
        bytes[0] &= 0xfc;
        return string.Join(':', bytes.Select(part => part.ToString("x2")));
    }
}

using Loopback.Chameleon;
using Loopback.Grid5000;
using Loopback.IotLab;

namespace Experiments.Tests.Shub;

/// <summary>Stand-ins of the testbeds, with the files and variables by which a user has accounts of them.</summary>
internal sealed class TestbedLab : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private TestbedLab(Grid5000Server grid5000, IotLabServer iotLab, ChameleonServer chameleon)
    {
        (Grid5000, IotLab, Chameleon) = (grid5000, iotLab, chameleon);
        _folder.Write("home/.python-grid5000.yaml", "username: ann\npassword: secret\n");
        _folder.Write("home/.iotlabrc", "ann:c2VjcmV0\n");
        _folder.Write(
            "home/.config/openstack/clouds.yaml",
            $"clouds: {{chi: {{auth: {{auth_url: '{chameleon.Identity}', application_credential_id: ann, application_credential_secret: secret}}}}}}\n"
        );
        _folder.Write("home/.ssh/id_ed25519.pub", "ssh-ed25519 AAAA ann@front\n");
    }

    public Grid5000Server Grid5000 { get; }

    public IotLabServer IotLab { get; }

    public ChameleonServer Chameleon { get; }

    public Dictionary<string, string> Variables =>
        new(StringComparer.Ordinal)
        {
            ["HOME"] = _folder.At("home"),
            ["G5K_API_URL"] = Grid5000.Address.ToString(),
            ["IOTLAB_API_URL"] = IotLab.Address.ToString(),
        };

    public TestbedEnvironment Environment =>
        new()
        {
            Variable = Variables.GetValueOrDefault,
            Home = _folder.At("home"),
            TransportFactory = _ => new ThisMachine(),
            Vagrant = Repository.At("tests", "support", "Loopback", "Vagrant", "vagrant"),
            VmFolder = _folder.At("vms"),
        };

    public PlatformList Platforms =>
        TestbedPlatforms.Create(Environment).Aggregate(PlatformList.Default, (list, platform) => list.With(platform));

    public string Inventory => _folder.At("inventory");

    /// <summary>Reservations that did not end.</summary>
    public string[] Reservations =>
        [
            .. ((string[])["rennes", "lyon"]).SelectMany(Grid5000.LiveJobs),
            .. IotLab.LiveExperiments,
            .. ((string[])["CHI@UC", "CHI@TACC"]).SelectMany(region =>
                (string[])[.. Chameleon.LiveLeases(region), .. Chameleon.LiveServers(region), .. Chameleon.LiveAddresses(region)]
            ),
        ];

    public static async Task<TestbedLab> StartAsync(Grid5000ServerOptions? options = null) =>
        new(await Grid5000Server.StartAsync(options), await IotLabServer.StartAsync(), await ChameleonServer.StartAsync());

    /// <summary>Returns the keys of a section with one control host, one producer and two consumers.</summary>
    public static string SectionOf(string type)
    {
        string keys = $"type = {type}\ncontrol = 1\nproducers = 1\nconsumers = 2\nreservation_name = walk\nwalltime = 2:00:00\n";
        return keys
            + type switch
            {
                "Chameleon" => "site = CHI@UC\ncluster = compute_a\n",
                "FIT" => "site = grenoble\narchi = a8:at86rf231\n",
                "Grid5000" => "site = rennes\ncluster = beta\nqueue = default\n",
                _ => "site = rennes\ncluster = beta\nqueue = default\ncore_per_vm = 8\nmemory_per_vm = 32000\ndisk_per_vm = 100\n",
            };
    }

    public string Write(string name, string text) => _folder.Write(name, text);

    public string At(params string[] parts) => _folder.At(parts);

    public ProgramResult Run(params string[] arguments) => Command.Dotnet(_folder.Root, Variables, [ShubProgram.Path, .. arguments]);

    public async ValueTask DisposeAsync()
    {
        await Grid5000.DisposeAsync();
        await IotLab.DisposeAsync();
        await Chameleon.DisposeAsync();
        _folder.Dispose();
    }
}

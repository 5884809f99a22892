using Scalewright.Agents;
using Scalewright.Plugins;
using Scalewright.Providers.Chameleon;
using Scalewright.Providers.Grid5000;
using Scalewright.Providers.IotLab;
using Scalewright.Providers.Ssh;

namespace Scalewright.Experiments.Platforms;

/// <summary>Accounts of testbeds, read from the same variables and files as by their own clients.</summary>
internal sealed record TestbedEnvironment
{
    private static readonly string[] KeyFiles = ["id_ed25519.pub", "id_ecdsa.pub", "id_rsa.pub"];

    /// <summary>Returns an environment variable; null if it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Home folder of the user.</summary>
    public string Home { get; init; } = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Creates a transport to reserved machines, for a folder that may keep their host keys.</summary>
    public Func<string, INodeTransport> TransportFactory { get; init; } =
        static folder => new SshTransport(
            new SshClientOptions { KnownHostsFile = Path.Combine(folder, "known_hosts"), HostKeyPolicy = HostKeyPolicy.AcceptNew }
        );

    /// <summary>Vagrant executable of reserved machines.</summary>
    public string Vagrant { get; init; } = "vagrant";

    /// <summary>Folder for VMs on reserved machines.</summary>
    public string VmFolder { get; init; } = "/var/tmp/scalewright-vms";

    public Grid5000Provider OpenGrid5000(PlatformSection section, INodeTransport? transport = null)
    {
        (string user, string password) = FindYamlAccount()
            ?? throw Missing(
                section,
                "Grid'5000",
                "set G5K_USER and G5K_PASSWORD, or write username and password into ~/.python-grid5000.yaml (mode 0600)"
            );
        Reservation reservation = GetReservation(section);
        return new Grid5000Provider(
            new Grid5000Options(GetAddress("G5K_API_URL", "https://api.grid5000.fr/stable"), user, password)
            {
                Sites = [section.GetText("site")!],
                Queue = section.GetText("queue") ?? "",
                Walltime = reservation.Duration,
                StartsAt = reservation.Start,
                PublicKey = KeyFiles.Select(name => Read(Path.Combine(Home, ".ssh", name))).FirstOrDefault(key => key.Length > 0) ?? "",
                Transport = transport,
                Clock = Clock,
            }
        );
    }

    public IotLabProvider OpenIotLab(PlatformSection section)
    {
        (string user, string password) = FindIotLabAccount()
            ?? throw Missing(
                section,
                "FIT IoT-LAB",
                "set IOTLAB_USER and IOTLAB_PASSWORD, or run 'iotlab-auth -u USER', which writes ~/.iotlabrc"
            );
        Reservation reservation = GetReservation(section);
        return new IotLabProvider(
            new IotLabOptions(GetAddress("IOTLAB_API_URL", "https://www.iot-lab.info/api"), user, password)
            {
                Sites = [section.GetText("site")!],
                Architecture = section.GetText("archi")!,
                Duration = reservation.Duration,
                StartsAt = reservation.Start,
                Clock = Clock,
            }
        );
    }

    public ChameleonProvider OpenChameleon(PlatformSection section)
    {
        ValueMap<string> account = FindCloud();
        string Get(string key) => account.GetValueOrDefault(key, "");
        if (!Uri.TryCreate(Get("auth_url"), UriKind.Absolute, out Uri? identity) || Get("application_credential_id").Length == 0)
        {
            throw Missing(
                section,
                "Chameleon",
                "set OS_AUTH_URL, OS_APPLICATION_CREDENTIAL_ID and "
                    + "OS_APPLICATION_CREDENTIAL_SECRET, or write an application credential into clouds.yaml (mode 0600)"
            );
        }

        Reservation reservation = GetReservation(section);
        return new ChameleonProvider(
            new ChameleonOptions([
                new ChameleonSite(
                    section.GetText("site")!,
                    identity,
                    Get("application_credential_id"),
                    Get("application_credential_secret")
                ),
            ])
            {
                NodeType = section.GetText("cluster") ?? "",
                LeaseDuration = reservation.Duration,
                StartsAt = reservation.Start,
                KeyName = section.GetText("key_name") ?? "",
                FloatingNetwork = section.GetText("floating_network") ?? "",
                Clock = Clock,
            }
        );
    }

    private static ExperimentException Missing(PlatformSection section, string testbed, string advice) =>
        new([section.ProblemAt("type", ProblemCode.PlatformUnavailable, $"there is no account of {testbed}", advice)]);

    private static string Read(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(BoundedFileReader.Read(path, ReadLimits.Default.MaxBytes)).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A file that cannot be read has no account, and a missing account is reported with its files.
            return "";
        }
    }

    private static DocumentMap ReadYaml(string path) =>
        DocumentReader.Read(Encoding.UTF8.GetBytes(Read(path)), Dialect.Yaml, source: path).Root as DocumentMap ?? DocumentMap.Empty;

    private Reservation GetReservation(PlatformSection section) => Reservation.FromSection(section, Clock.GetLocalNow())!;

    private string? Find(string variable) => Variable(variable) is { Length: > 0 } value ? value : null;

    private Uri GetAddress(string variable, string usual) => new(Find(variable) ?? usual);

    private TestbedAccount? FindYamlAccount()
    {
        DocumentMap file = ReadYaml(Path.Combine(Home, ".python-grid5000.yaml"));
        string? user = Find("G5K_USER") ?? (file["username"] as DocumentScalar)?.Text;
        string? password = Find("G5K_PASSWORD") ?? (file["password"] as DocumentScalar)?.Text;
        return user is null || password is null ? null : new TestbedAccount(user, password);
    }

    private TestbedAccount? FindIotLabAccount()
    {
        if (Find("IOTLAB_USER") is { } user && Find("IOTLAB_PASSWORD") is { } password)
        {
            return new TestbedAccount(user, password);
        }

        // iotlabcli: the user and the password in Base64, separated by a colon.
        byte[] secret = new byte[1024];
        return
            Read(Path.Combine(Home, ".iotlabrc")).Split(':', 2) is [{ Length: > 0 } name, var encoded]
            && Convert.TryFromBase64String(encoded.Trim(), secret, out int length)
            ? new TestbedAccount(name, Encoding.UTF8.GetString(secret, 0, length))
            : null;
    }

    /// <summary>
    /// Returns the settings of the cloud <c>OS_CLOUD</c>, or of the only one, with those of variables.
    /// </summary>
    private ValueMap<string> FindCloud()
    {
        // openstacksdk, "Configuring OpenStack SDK applications": the first file that exists.
        string[] files =
        [
            Find("OS_CLIENT_CONFIG_FILE") ?? "",
            "clouds.yaml",
            Path.Combine(Home, ".config", "openstack", "clouds.yaml"),
            "/etc/openstack/clouds.yaml",
        ];
        DocumentMap clouds = files.Where(File.Exists).Select(ReadYaml).FirstOrDefault()?["clouds"] as DocumentMap ?? DocumentMap.Empty;
        string? name = Find("OS_CLOUD") ?? (clouds.Count == 1 ? clouds[0].Key : null);
        DocumentNode? cloud = name is null ? null : clouds[name];
        DocumentMap auth = (cloud as DocumentMap)?["auth"] as DocumentMap ?? DocumentMap.Empty;
        string[] keys = ["auth_url", "application_credential_id", "application_credential_secret"];
        return keys.Select(key =>
                KeyValuePair.Create(key, Find($"OS_{key.ToUpperInvariant()}") ?? (auth[key] as DocumentScalar)?.Text ?? "")
            )
            .ToValueMap();
    }

    private sealed record TestbedAccount(string User, string Password);
}

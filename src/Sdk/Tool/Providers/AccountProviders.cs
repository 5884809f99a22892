using Scalewright.Providers.AutoScaling;
using Scalewright.Providers.Chameleon;
using Scalewright.Providers.Grid5000;
using Scalewright.Providers.IotLab;

namespace Scalewright.Tool.Providers;

/// <summary>Providers that require an account: testbeds and clouds.</summary>
/// <remarks>Secrets are read only from environment variables, if possible from those that other programs use.</remarks>
internal static class AccountProviders
{
    // Other users may have reserved the machines. A request that times out too early loses its position in the queue.
    private static readonly TimeSpan MaxQueue = TimeSpan.FromDays(1);

    private static readonly ProviderVariable Grid5000Password = new("G5K_PASSWORD");
    private static readonly ProviderVariable IotLabPassword = new("IOTLAB_PASSWORD");

    // openstack(1): names in the file of an application credential.
    private static readonly ProviderVariable CredentialSecret = new("OS_APPLICATION_CREDENTIAL_SECRET");

    // AWS SDKs and Tools Reference Guide, "Environment variables list".
    private static readonly ProviderVariable SecretKey = new("AWS_SECRET_ACCESS_KEY");
    private static readonly ProviderVariable SessionToken = new("AWS_SESSION_TOKEN");
    private static readonly ProviderVariable Region = new("AWS_REGION");

    public static ValueList<ProviderEntry> All { get; } =
    [
        new("grid5000", "reserved machines of Grid'5000", ProviderCapabilities.Get<Grid5000Provider>(), OpenGrid5000)
        {
            Options = ["--user", "--sites", "--ssh-key", "--endpoint", "--hours", "--image", "--ssh-config", "--ssh-program"],
            Needs = [new("--user"), new("--sites"), new("--ssh-key") { IsToMake = true }, new("", Grid5000Password)],
            Locate = choice =>
                $"--endpoint {GetEndpoint(choice, "https://api.grid5000.fr/stable")} --user {choice.User} --sites "
                + $"{InOrder(choice.Sites)}",
            HasKeyFile = true,
            IsEnteredBySsh = true,
            StartTimeout = MaxQueue,
        },
        new("iotlab", "reserved boards of FIT IoT-LAB", ProviderCapabilities.Get<IotLabProvider>(), OpenIotLab)
        {
            Options = ["--user", "--sites", "--node-type", "--endpoint", "--hours", "--image", "--ssh-config", "--ssh-program"],
            Needs = [new("--user"), new("--sites"), new("", IotLabPassword)],
            Locate = choice =>
                $"--endpoint {GetEndpoint(choice, "https://www.iot-lab.info/api")} --user {choice.User} --sites "
                + $"{InOrder(choice.Sites)}",
            IsEnteredBySsh = true,
            StartTimeout = MaxQueue,
        },
        new("chameleon", "servers on leased machines of Chameleon", ProviderCapabilities.Get<ChameleonProvider>(), OpenChameleon)
        {
            Options =
            [
                "--endpoint",
                "--user",
                "--sites",
                "--node-type",
                "--ssh-key",
                "--floating-network",
                "--hours",
                "--image",
                "--ssh-config",
                "--ssh-program",
            ],
            Needs =
            [
                new("--endpoint", new ProviderVariable("OS_AUTH_URL")),
                new("--user", new ProviderVariable("OS_APPLICATION_CREDENTIAL_ID")),
                new("--sites", new ProviderVariable("OS_REGION_NAME")),
                new("", CredentialSecret),
            ],
            Locate = choice => $"--endpoint {GetEndpoint(choice)} --user {choice.User} --sites {InOrder(choice.Sites)}",
            IsEnteredBySsh = true,
            StartTimeout = MaxQueue,
        },
        new(
            "autoscaling",
            "instances of EC2, or of a service with its Query API",
            ProviderCapabilities.Get<AutoScalingProvider>(),
            OpenAutoScaling
        )
        {
            Options = ["--endpoint", "--user", "--image", "--ssh-config", "--ssh-program"],
            Needs =
            [
                new(
                    "--endpoint",
                    new ProviderVariable("AWS_ENDPOINT_URL"),
                    Region with
                    {
                        Means = region => $"https://ec2.{region}.amazonaws.com",
                    }
                ),
                new("--user", new ProviderVariable("AWS_ACCESS_KEY_ID")),
                new("", SecretKey),
            ],
            Locate = choice => $"--endpoint {GetEndpoint(choice)} {FormatKey(choice)}",
            IsEnteredBySsh = true,
        },
    ];

    private static Grid5000Provider OpenGrid5000(ProviderSelection choice)
    {
        Grid5000Options options = new(
            new Uri(GetEndpoint(choice, "https://api.grid5000.fr/stable")),
            choice.User,
            Grid5000Password.Find(choice.Environment)!
        )
        {
            Sites = choice.Sites,
            Walltime = TimeSpan.FromHours(choice.Hours),
            PublicKey = choice.SshKey.Length > 0 ? ProviderValueCheck.ReadKey(choice.SshKey) : "",
            Transport = choice.Transport,
            Clock = choice.Environment.Clock,
        };
        return new Grid5000Provider(choice.Image.Length > 0 ? options with { Environment = choice.Image } : options);
    }

    private static IotLabProvider OpenIotLab(ProviderSelection choice)
    {
        IotLabOptions options = new(
            new Uri(GetEndpoint(choice, "https://www.iot-lab.info/api")),
            choice.User,
            IotLabPassword.Find(choice.Environment)!
        )
        {
            Sites = choice.Sites,
            Duration = TimeSpan.FromHours(choice.Hours),
            Firmware = choice.Image,
            Transport = choice.Transport,
            Clock = choice.Environment.Clock,
        };
        return new IotLabProvider(choice.NodeType.Length > 0 ? options with { Architecture = choice.NodeType } : options);
    }

    private static ChameleonProvider OpenChameleon(ProviderSelection choice)
    {
        Uri identity = new(GetEndpoint(choice));
        ChameleonOptions options = new([
            .. choice.Sites.Select(site => new ChameleonSite(site, identity, choice.User, CredentialSecret.Find(choice.Environment)!)),
        ])
        {
            NodeType = choice.NodeType,
            LeaseDuration = TimeSpan.FromHours(choice.Hours),
            KeyName = choice.SshKey,
            FloatingNetwork = choice.FloatingNetwork,
            Transport = choice.Transport,
            Clock = choice.Environment.Clock,
        };
        return new ChameleonProvider(choice.Image.Length > 0 ? options with { Image = choice.Image } : options);
    }

    private static AutoScalingProvider OpenAutoScaling(ProviderSelection choice)
    {
        AutoScalingOptions options = new(
            new Uri(GetEndpoint(choice)),
            new AccessKey(choice.User, SecretKey.Find(choice.Environment)!) { SessionToken = SessionToken.Find(choice.Environment) ?? "" }
        )
        {
            Image = choice.Image,
            Transport = choice.Transport,
            Clock = choice.Environment.Clock,
        };
        return new AutoScalingProvider(Region.Find(choice.Environment) is { } region ? options with { Region = region } : options);
    }

    private static string FormatKey(ProviderSelection choice) =>
        SessionToken.Find(choice.Environment) is null ? $"--user {choice.User}" : $"with a key that was lent ({SessionToken.Name})";

    private static string GetEndpoint(ProviderSelection choice, string usual = "") =>
        new Uri(choice.Endpoint.Length > 0 ? choice.Endpoint : usual)
            .GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
            .TrimEnd('/');

    // The order determines only the site of new nodes, so it is not part of the location.
    private static string InOrder(ValueList<string> sites) => string.Join(',', sites.Order(StringComparer.Ordinal));
}

internal sealed record ProviderVariable(string Name)
{
    /// <summary>Converts the value to its meaning. Default: the value itself.</summary>
    public Func<string, string> Means { get; init; } = static value => value;

    /// <summary>Returns the mapped value; null if it is not set or empty.</summary>
    public string? Find(ToolEnvironment environment) => environment.Variable(Name) is { Length: > 0 } value ? Means(value) : null;
}

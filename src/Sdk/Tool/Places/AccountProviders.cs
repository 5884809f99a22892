using Scalewright.Providers.AutoScaling;
using Scalewright.Providers.Chameleon;
using Scalewright.Providers.Grid5000;
using Scalewright.Providers.IotLab;

namespace Scalewright.Tool.Places;

/// <summary>Providers that require an account: testbeds and clouds.</summary>
/// <remarks>Secrets come only from environment variables, if possible with the names of other programs.</remarks>
internal static class AccountProviders
{
    // Machines can be reserved by others. A request that times out too early is queued again at the end.
    private static readonly TimeSpan QueueMax = TimeSpan.FromDays(1);

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
        new("grid5000", "reserved machines of Grid'5000", ProviderCapabilities.Of<Grid5000Provider>(), OpenGrid5000)
        {
            Options = ["--user", "--sites", "--key", "--address", "--hours", "--image", "--ssh-config",
                "--ssh-program"],
            Needs = [new("--user"), new("--sites"), new("--key") { IsToMake = true }, new("", Grid5000Password)],
            Locate = choice =>
                $"--address {AddressOf(choice, "https://api.grid5000.fr/stable")} --user {choice.User} --sites "
                + $"{InOrder(choice.Sites)}",
            HasKeyFile = true,
            IsEnteredBySsh = true,
            StartMax = QueueMax,
        },
        new("iotlab", "reserved boards of FIT IoT-LAB", ProviderCapabilities.Of<IotLabProvider>(), OpenIotLab)
        {
            Options = ["--user", "--sites", "--kind", "--address", "--hours", "--image", "--ssh-config",
                "--ssh-program"],
            Needs = [new("--user"), new("--sites"), new("", IotLabPassword)],
            Locate = choice =>
                $"--address {AddressOf(choice, "https://www.iot-lab.info/api")} --user {choice.User} --sites "
                + $"{InOrder(choice.Sites)}",
            IsEnteredBySsh = true,
            StartMax = QueueMax,
        },
        new("chameleon", "servers on leased machines of Chameleon", ProviderCapabilities.Of<ChameleonProvider>(),
            OpenChameleon)
        {
            Options = ["--address", "--user", "--sites", "--kind", "--key", "--floating-network", "--hours", "--image",
                "--ssh-config", "--ssh-program"],
            Needs = [new("--address", new ProviderVariable("OS_AUTH_URL")),
                new("--user", new ProviderVariable("OS_APPLICATION_CREDENTIAL_ID")),
                new("--sites", new ProviderVariable("OS_REGION_NAME")), new("", CredentialSecret)],
            Locate = choice => $"--address {AddressOf(choice)} --user {choice.User} --sites {InOrder(choice.Sites)}",
            IsEnteredBySsh = true,
            StartMax = QueueMax,
        },
        new("autoscaling", "instances of EC2, or of what speaks its Query API",
            ProviderCapabilities.Of<AutoScalingProvider>(), OpenAutoScaling)
        {
            Options = ["--address", "--user", "--image", "--ssh-config", "--ssh-program"],
            Needs = [new("--address", new ProviderVariable("AWS_ENDPOINT_URL"), Region with
            {
                Means = region => $"https://ec2.{region}.amazonaws.com"
            }), new("--user", new ProviderVariable("AWS_ACCESS_KEY_ID")), new("", SecretKey)],
            Locate = choice => $"--address {AddressOf(choice)} {KeyOf(choice)}",
            IsEnteredBySsh = true,
        },
    ];

    private static Grid5000Provider OpenGrid5000(ProviderSelection choice)
    {
        Grid5000Options options = new(new Uri(AddressOf(choice, "https://api.grid5000.fr/stable")), choice.User,
            Grid5000Password.Find(choice.Environment)!)
        {
            Sites = choice.Sites,
            Walltime = TimeSpan.FromHours(choice.Hours),
            PublicKey = choice.Key.Length > 0 ? ProviderValueCheck.ReadKey(choice.Key) : "",
            Transport = choice.Way,
            Clock = choice.Environment.Clock,
        };
        return new Grid5000Provider(choice.Image.Length > 0 ? options with { Environment = choice.Image } : options);
    }

    private static IotLabProvider OpenIotLab(ProviderSelection choice)
    {
        IotLabOptions options = new(new Uri(AddressOf(choice, "https://www.iot-lab.info/api")), choice.User,
            IotLabPassword.Find(choice.Environment)!)
        {
            Sites = choice.Sites,
            Duration = TimeSpan.FromHours(choice.Hours),
            Firmware = choice.Image,
            Transport = choice.Way,
            Clock = choice.Environment.Clock,
        };
        return new IotLabProvider(choice.Kind.Length > 0 ? options with { Architecture = choice.Kind } : options);
    }

    private static ChameleonProvider OpenChameleon(ProviderSelection choice)
    {
        Uri identity = new(AddressOf(choice));
        ChameleonOptions options = new([.. choice.Sites.Select(
            site => new ChameleonSite(site, identity, choice.User, CredentialSecret.Find(choice.Environment)!))])
        {
            NodeType = choice.Kind,
            LeaseDuration = TimeSpan.FromHours(choice.Hours),
            KeyName = choice.Key,
            FloatingNetwork = choice.FloatingNetwork,
            Transport = choice.Way,
            Clock = choice.Environment.Clock,
        };
        return new ChameleonProvider(choice.Image.Length > 0 ? options with { Image = choice.Image } : options);
    }

    private static AutoScalingProvider OpenAutoScaling(ProviderSelection choice)
    {
        AutoScalingOptions options = new(new Uri(AddressOf(choice)), new AccessKey(choice.User,
            SecretKey.Find(choice.Environment)!) { SessionToken = SessionToken.Find(choice.Environment) ?? "" })
        {
            Image = choice.Image,
            Transport = choice.Way,
            Clock = choice.Environment.Clock,
        };
        return new AutoScalingProvider(
            Region.Find(choice.Environment) is { } region ? options with { Region = region } : options);
    }

    private static string KeyOf(ProviderSelection choice) => SessionToken.Find(choice.Environment) is null
        ? $"--user {choice.User}"
        : $"with a key that was lent ({SessionToken.Name})";

    private static string AddressOf(ProviderSelection choice, string usual = "") =>
        new Uri(choice.Address.Length > 0 ? choice.Address : usual)
            .GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
            .TrimEnd('/');

    // The order decides only on the site of new nodes, so it is not part of the location.
    private static string InOrder(ValueList<string> sites) => string.Join(',', sites.Order(StringComparer.Ordinal));
}

internal sealed record ProviderVariable(string Name)
{
    /// <summary>Maps the value to its meaning. Default: the value itself.</summary>
    public Func<string, string> Means { get; init; } = static value => value;

    /// <summary>Returns the mapped value; null if it is not set or empty.</summary>
    public string? Find(ToolEnvironment environment) =>
        environment.Variable(Name) is { Length: > 0 } value ? Means(value) : null;
}

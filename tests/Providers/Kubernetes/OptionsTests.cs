namespace Kubernetes.Tests;

public class OptionsTests
{
    [Fact]
    public void All_invalid_options_are_reported_at_once_without_passwords()
    {
        KubernetesClientOptions access = new(new Uri("ftp://ann:s3cr3t@there"))
        {
            Namespace = "",
            Proxy = new Uri("gopher://ann:s3cr3t@proxy"),
        };
        KubernetesOptions options = new(access)
        {
            Command = [],
            AgentCommand = [],
            MaxConcurrency = 0,
            PageSize = -1,
            TerminationGracePeriod = TimeSpan.FromSeconds(-1),
            CallTimeout = TimeSpan.Zero,
            WatchTimeout = TimeSpan.FromMilliseconds(999),
        };

        ArgumentException told = Should.Throw<ArgumentException>(() => new KubernetesProvider(options));
        ArgumentException toldOfCluster = Should.Throw<ArgumentException>(() => new KubernetesCluster(options));

        told.Message.Split(Environment.NewLine)
            .ShouldBe([
                "Client.Server: 'ftp://there' is not an HTTP or HTTPS URL; use one, as https://10.0.0.1:6443",
                "Client.Namespace: it is null or empty; omit it to use 'default'",
                "Client.Proxy: 'gopher://proxy' is not an address of a proxy; use one, as http://, https:// or socks5://",
                "Command: there is no word in it; use one or more",
                "AgentCommand: there is no word in it; use one or more",
                "TerminationGracePeriod: -00:00:01 is below zero; use zero or more",
                "CallTimeout: 00:00:00 is not above zero; use more than zero",
                "WatchTimeout: 00:00:00.9990000 is below a second; use a second or more",
                "MaxConcurrency: 0 is below 1; use 1 or more",
                "PageSize: -1 is below 1; use 1 or more",
            ]);
        toldOfCluster.Message.ShouldBe(told.Message);
    }
}

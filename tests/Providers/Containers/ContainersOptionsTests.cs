using Scalewright.Providers.Containers;

namespace Containers.Tests;

public class ContainersOptionsTests
{
    [Fact]
    public void All_invalid_options_are_reported_at_once()
    {
        ContainersOptions options = new()
        {
            Engines = [new ContainerEngine("a") { Endpoint = new Uri("ftp://host/") }, new ContainerEngine("a")],
            Image = "",
            DiskMiB = 0,
            DataFolder = "data",
            MaxConcurrency = 0,
            CallTimeout = TimeSpan.Zero,
            PullTimeout = TimeSpan.Zero,
            Pull = (ImagePull)7,
            FileFolders = [],
            Configure = null!,
            ImageArchives = new Dictionary<string, string>(StringComparer.Ordinal) { ["shop:1"] = "shop.tar", ["db"] = "" }.ToValueMap(),
            ImageFolders = new Dictionary<string, string>(StringComparer.Ordinal) { ["shop:1"] = "shop" }.ToValueMap(),
        };

        string[] lines = Should.Throw<ArgumentException>(() => new ContainersProvider(options)).Message.Split(Environment.NewLine);

        lines.ShouldBe([
            "Engines: two engines have the same cloud; use another name for each",
            "Engines: 'ftp://host/' is not an address of an engine; use unix, tcp, http or ssh, as in unix:///var/run/docker.sock",
            "Image: it is not set; use the name of an image",
            "Pull: 7 is not a condition; use IfMissing, Always or Never",
            "ImageArchives: image 'db' has path ''; use the path of a tar file",
            "ImageFolders: 'shop:1' is also in ImageArchives; use one of them",
            "FileFolders: it is not set; use one or more folders, as in .",
            "Configure: it is null; leave it out for the agent alone",
            "DiskMiB: 0 is below 1; use 1 or more",
            "DataFolder: 'data' is not an absolute path without blanks; use a folder below the root, as in /data",
            "MaxConcurrency: 0 is below 1; use 1 or more",
            "CallTimeout: 00:00:00 is not above zero; use more than zero",
            "PullTimeout: 00:00:00 is not above zero; use more than zero",
        ]);
    }

    [Fact]
    public void Contradicting_connections_of_engines_are_reported()
    {
        ContainersOptions options = new()
        {
            Engines =
            [
                new ContainerEngine("a") { Endpoint = new Uri("unix:///run/a.sock"), Context = "lab" },
                new ContainerEngine("b")
                {
                    Endpoint = new Uri("http://192.0.2.1"),
                    Tls = new EngineTls { CertificateFile = "cert.pem" },
                },
            ],
        };

        string[] lines = Should.Throw<ArgumentException>(() => new ContainersProvider(options)).Message.Split(Environment.NewLine);

        lines.ShouldBe([
            "Engines: an engine has the context 'lab' and an address; use one of them",
            "Engines: an engine with Tls has no address with the scheme tcp; set one, as in tcp://192.0.2.1:2376",
            "Engines: a client certificate and its key are set separately; set both, or none",
        ]);
    }

    [Fact]
    public async Task A_provider_is_created_without_an_engine()
    {
        await using ContainersProvider provider = new(
            new ContainersOptions { Engines = [new ContainerEngine { Endpoint = new Uri("unix:///nowhere/engine.sock") }] }
        );

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));

        (failure.Problems[0].Code, failure.IsTransient).ShouldBe((ProblemCode.ProviderUnavailable, true));
        failure.Message.ShouldContain("/nowhere/engine.sock");
    }
}

namespace Chameleon.Tests;

public sealed class ChameleonOptionsTests
{
    private static readonly ChameleonSite Site = new("CHI@UC", new Uri("https://127.0.0.1:5000/v3"), "ann", "secret");
    private static readonly ChameleonOptions Good = new([Site]);

    public static TheoryData<ChameleonOptions> Wrong() =>
        [
            Good with
            {
                Sites = [],
            },
            Good with
            {
                Sites = [Site, Site],
            },
            Good with
            {
                Sites = [Site with { Region = "CHI/UC" }],
            },
            Good with
            {
                Sites = [Site with { Identity = new Uri("ftp://127.0.0.1/") }],
            },
            Good with
            {
                Sites = [Site with { Network = new Uri("v2.0", UriKind.Relative) }],
            },
            Good with
            {
                Sites = [Site with { CredentialId = "" }],
            },
            Good with
            {
                Image = "",
            },
            Good with
            {
                LeaseDuration = TimeSpan.FromSeconds(59),
            },
            Good with
            {
                MaxServerAttempts = 0,
            },
            Good with
            {
                MaxNodesPerLease = 0,
            },
            Good with
            {
                PageSize = 1001,
            },
            Good with
            {
                MaxPollInterval = TimeSpan.FromSeconds(1),
            },
        ];

    [Theory, MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Invalid_options_are_rejected_by_the_constructor_of_the_provider(ChameleonOptions options) =>
        Should.Throw<ArgumentException>(() => new ChameleonProvider(options));

    [Fact]
    public void Options_are_formatted_without_the_secret() => $"{Good}".ShouldBe("CHI@UC https://127.0.0.1:5000/v3 ann");

    [Fact]
    public async Task Dependency_injection_creates_one_provider_with_the_registered_clock()
    {
        HandClock clock = new();
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<TimeProvider>(clock)
            .AddChameleonProvider(Good)
            .BuildServiceProvider();

        services.GetRequiredService<IProvider>().ShouldBeSameAs(services.GetRequiredService<ChameleonProvider>());
        services.GetRequiredService<IProvider>().Clock.ShouldBeSameAs(clock);
    }

    [Fact]
    public async Task Services_missing_from_the_catalog_are_reached_at_the_addresses_in_the_options()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        Uri root = new(testbed.Server.Identity, "/CHI@UC/");
        ChameleonSite elsewhere = new("CHI@Edge", testbed.Server.Identity, "ann", "secret");
        await using ChameleonProvider lost = testbed.Open(options => options with { Sites = [elsewhere] });
        await using ChameleonProvider found = testbed.Open(options =>
            options with
            {
                Sites =
                [
                    elsewhere with
                    {
                        Compute = new Uri(root, "compute/v2.1"),
                        Reservation = new Uri(root, "reservation/v1"),
                        Image = new Uri(root, "image"),
                        Network = new Uri(root, "network/v2.0/"),
                    },
                ],
            }
        );

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => lost.ObserveAsync(null));
        StepOutcome made = await found.ApplyOneAsync(testbed.Orders.CreateNode("n-1"));

        failure.Problems.Single().Message.ShouldBe("the catalog has no public address of the service 'reservation' in the region CHI@Edge");
        made.Result.ShouldBe(StepResult.Succeeded);
    }

    [Fact]
    public void All_invalid_options_are_reported_at_once_without_passwords() =>
        Should
            .Throw<ArgumentException>(() =>
                new ChameleonProvider(
                    new ChameleonOptions([new ChameleonSite("CHI@UC", new Uri("ftp://there/"), "id", "s3cr3t")])
                    {
                        Image = "",
                        LeaseDuration = TimeSpan.Zero,
                    }
                )
            )
            .Message.Split(Environment.NewLine)
            .ShouldBe([
                "Sites: address 'ftp://there/' is not an HTTP or HTTPS URL; fix it",
                "Image: it is not set; specify a value",
                "LeaseDuration: 00:00:00 is below 00:01:00; use 00:01:00 or more",
            ]);
}

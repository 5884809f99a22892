namespace IotLab.Tests;

public sealed class IotLabOptionsTests
{
    private static readonly IotLabOptions Good = new(new Uri("https://127.0.0.1/api"), "ann", "secret") { Sites = ["grenoble"] };

    public static TheoryData<IotLabOptions> Wrong() =>
        [
            Good with
            {
                Address = new Uri("ftp://127.0.0.1/"),
            },
            Good with
            {
                Address = new Uri("api", UriKind.Relative),
            },
            Good with
            {
                User = "",
            },
            Good with
            {
                Sites = [],
            },
            Good with
            {
                Sites = ["grenoble/m3-7"],
            },
            Good with
            {
                Duration = TimeSpan.Zero,
            },
            Good with
            {
                MaxDeploymentAttempts = 0,
            },
            Good with
            {
                MaxNodesPerExperiment = 0,
            },
            Good with
            {
                PageSize = 501,
            },
        ];

    [Theory, MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Invalid_options_are_rejected_by_the_constructor_of_the_provider(IotLabOptions options) =>
        Should.Throw<ArgumentException>(() => new IotLabProvider(options));

    [Fact]
    public void Options_are_formatted_without_the_password() => Good.ToString().ShouldBe("https://127.0.0.1/api ann grenoble");

    [Fact]
    public async Task Dependency_injection_creates_one_provider_with_the_registered_clock()
    {
        HandClock clock = new();
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<TimeProvider>(clock)
            .AddIotLabProvider(Good)
            .BuildServiceProvider();

        services.GetRequiredService<IProvider>().ShouldBeSameAs(services.GetRequiredService<IotLabProvider>());
        services.GetRequiredService<IProvider>().Clock.ShouldBeSameAs(clock);
    }

    [Fact]
    public void All_invalid_options_are_reported_at_once_without_passwords() =>
        Should
            .Throw<ArgumentException>(() =>
                new IotLabProvider(
                    new IotLabOptions(new Uri("api", UriKind.Relative), "", "s3cr3t")
                    {
                        Sites = ["a/b"],
                        Duration = TimeSpan.Zero,
                        MaxConcurrency = 0,
                    }
                )
            )
            .Message.Split(Environment.NewLine)
            .ShouldBe([
                "Address: 'api' is not an HTTP or HTTPS URL; use one, as in https://api.example.org/",
                "User: it is not set; specify a value",
                "Sites: 'a/b' contains an invalid site name; use names without slashes",
                "Duration: 00:00:00 is below 00:01:00; use 00:01:00 or more",
                "MaxConcurrency: 0 is below 1; use 1 or more",
            ]);
}

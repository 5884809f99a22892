using Scalewright.Providers.Grid5000;

namespace Grid5000.Tests;

public sealed class Grid5000OptionsTests
{
    private static readonly Grid5000Options Good = new(new Uri("https://127.0.0.1/stable"), "ann", "secret") { Sites = ["rennes"] };

    public static TheoryData<Grid5000Options> Wrong() =>
        [
            Good with
            {
                Address = new Uri("ftp://127.0.0.1/"),
            },
            Good with
            {
                Address = new Uri("stable", UriKind.Relative),
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
                Sites = ["rennes/alpha"],
            },
            Good with
            {
                Walltime = TimeSpan.Zero,
            },
            Good with
            {
                MaxDeploymentAttempts = 0,
            },
            Good with
            {
                MaxNodesPerJob = 0,
            },
            Good with
            {
                PageSize = 501,
            },
        ];

    [Theory, MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Invalid_options_are_rejected_by_the_constructor_of_the_provider(Grid5000Options options) =>
        Should.Throw<ArgumentException>(() => new Grid5000Provider(options));

    [Fact]
    public void Options_are_formatted_without_the_password() => Good.ToString().ShouldBe("https://127.0.0.1/stable ann rennes");

    [Fact]
    public async Task Dependency_injection_creates_one_provider_with_the_registered_clock()
    {
        HandClock clock = new();
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<TimeProvider>(clock)
            .AddGrid5000Provider(Good)
            .BuildServiceProvider();

        services.GetRequiredService<IProvider>().ShouldBeSameAs(services.GetRequiredService<Grid5000Provider>());
        services.GetRequiredService<IProvider>().Clock.ShouldBeSameAs(clock);
    }

    [Fact]
    public void All_invalid_options_are_reported_at_once_without_passwords() =>
        Should
            .Throw<ArgumentException>(() =>
                new Grid5000Provider(
                    new Grid5000Options(new Uri("ftp://ann:s3cr3t@there/"), "", "s3cr3t") { Walltime = TimeSpan.Zero, PageSize = 501 }
                )
            )
            .Message.Split(Environment.NewLine)
            .ShouldBe([
                "Address: 'ftp://there/' is not an HTTP or HTTPS URL; use one, as in https://api.example.org/",
                "User: it is not set; specify a value",
                "Sites: it is not set; name one or more",
                "Walltime: 00:00:00 is below 00:00:01; use 00:00:01 or more",
                "PageSize: 501 is above 500; use 2 to 500",
            ]);
}

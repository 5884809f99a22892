using Microsoft.Extensions.DependencyInjection;
using Scalewright.Providers;
using Scalewright.Providers.IotLab;

namespace IotLab.Tests;

public sealed class IotLabOptionsTests
{
    private static readonly IotLabOptions Good = new(new Uri("https://127.0.0.1/api"), "ann", "secret") { Sites = ["grenoble"] };

    public static TheoryData<IotLabOptions> Wrong() =>
    [
        Good with { Address = new Uri("ftp://127.0.0.1/") },
        Good with { Address = new Uri("api", UriKind.Relative) },
        Good with { User = "" },
        Good with { Sites = [] },
        Good with { Sites = ["grenoble/m3-7"] },
        Good with { Duration = TimeSpan.Zero },
        Good with { DeploymentsMax = 0 },
        Good with { NodesPerExperimentMax = 0 },
        Good with { PageSize = 501 },
        Good with { LookPeriodMax = TimeSpan.FromSeconds(1) },
    ];

    [Theory, MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_is_refused_before_anything_is_asked(IotLabOptions options) => Should.Throw<ArgumentException>(() => new IotLabProvider(options));

    [Fact]
    public void Options_tell_no_password() => Good.ToString().ShouldBe("https://127.0.0.1/api ann grenoble");

    [Fact]
    public async Task Services_get_one_provider_and_their_own_clock()
    {
        HandClock clock = new();
        await using ServiceProvider services = new ServiceCollection().AddSingleton<TimeProvider>(clock).AddIotLab(Good).BuildServiceProvider();

        services.GetRequiredService<IProvider>().ShouldBeSameAs(services.GetRequiredService<IotLabProvider>());
        services.GetRequiredService<IProvider>().Clock.ShouldBeSameAs(clock);
    }
}

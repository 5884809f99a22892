namespace Minimega.Tests.Backend;

public sealed class KillTests
{
    // Two nodes need at least this many changes. A run with fewer kills missed some changes.
    private const int MinKills = 20;
    private const int MaxKills = 200;

    // All commands by which the provider changes the backend. A kill at any other command leaves the same state as a
    // kill at the change before it.
    private static readonly string[] Changes =
    [
        " clear ",
        " vm config ",
        " vm launch ",
        " vm start ",
        " vm kill ",
        " vm flush ",
        " tap create ",
    ];

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROC_01_the_reaper_removes_all_leftovers_of_a_program_killed_at_any_step()
    {
        KillSeries series = new();
        await using LoopbackMinimega loopback = new();
        MinimegaOptions place = RealMinimega.Found?.Options ?? loopback.Options;
        // The relay forwards each command, so it takes effect although its caller was killed.
        await using CommandRelay relay = new(place.SocketPath, request =>
            Array.Exists(Changes, change => request.Contains(change, StringComparison.Ordinal))
                ? series.AtChangeAsync(request)
                : Task.CompletedTask
        );

        int kills = await series.RunAsync(
            MaxKills,
            () => Start(relay.SocketPath, RealMinimega.Found?.Image ?? "/rootfs"),
            async when =>
            {
                await relay.WhenIdleAsync();
                await ReapAsync(place);

                (await SpacesAsync(place)).ShouldBeEmpty(when);
            }
        );

        kills.ShouldBeGreaterThanOrEqualTo(MinKills);
    }

    private static async Task ReapAsync(MinimegaOptions place)
    {
        await using MinimegaProvider provider = new(place);
        await EveryLineage.ReapAsync(provider);
    }

    private static async Task<IEnumerable<string>> SpacesAsync(MinimegaOptions place)
    {
        await using MinimegaClient minimega = await MinimegaClient.ConnectAsync(place.SocketPath);
        ValueList<MinimegaEntry> answers = await minimega.RunAsync("namespace");
        return answers
            .SelectMany(entry => entry.Tabular ?? [])
            .Select(row => row[0])
            .Where(space => space.StartsWith("sw-", StringComparison.Ordinal));
    }

    private static Process Start(string socket, string image) => TestProgram.Start("minimega", socket, image);
}

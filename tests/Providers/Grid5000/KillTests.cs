using Scalewright.Providers.Grid5000;
namespace Grid5000.Tests;

public sealed class KillTests
{
    // Two jobs, their deployments, a note and its end, and the end of both jobs.
    private const int KillsMin = 8;
    private const int KillsMax = 50;

    [Fact]
    public async Task F_PROC_01_the_reaper_removes_all_leftovers_of_a_program_killed_at_any_step()
    {
        await using Grid5000Server server = await Grid5000Server.StartAsync();

        int kills = await TestbedKills.RunAsync(server, "grid5000", KillsMax, () => new Grid5000Provider(Site.OptionsFor(server)), async when =>
        {
            // A note whose program was killed ends by itself, a second after its start.
            server.LiveCommands("rennes").ShouldAllBe(command => command.Contains(" # scalewright-note ", StringComparison.Ordinal), when);
            while (server.LiveJobs("rennes").Count > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        });

        kills.ShouldBeGreaterThanOrEqualTo(KillsMin);
    }
}

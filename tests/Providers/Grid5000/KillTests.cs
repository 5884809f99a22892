using Scalewright.Providers.Grid5000;

namespace Grid5000.Tests;

public sealed class KillTests
{
    // Requests: two jobs, their two deployments, the start and the end of a note job, and the end of both jobs. A note
    // job records the removal of one node of a job.
    private const int MinKills = 8;
    private const int MaxKills = 50;

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROC_01_the_reaper_removes_all_leftovers_of_a_program_killed_at_any_step()
    {
        await using Grid5000Server server = await Grid5000Server.StartAsync();

        int kills = await TestbedKills.RunAsync(
            server,
            "grid5000",
            MaxKills,
            () => new Grid5000Provider(Site.OptionsFor(server)),
            async when =>
            {
                // If the program was killed before it ended a note job, the note job exits a second after its start.
                server
                    .LiveProperties("rennes")
                    .ShouldAllBe(conditions => conditions.Contains("'scalewright-note ", StringComparison.Ordinal), when);
                while (server.LiveJobs("rennes").Count > 0)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
                }
            }
        );

        kills.ShouldBeGreaterThanOrEqualTo(MinKills);
    }
}

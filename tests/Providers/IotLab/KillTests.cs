namespace IotLab.Tests;

public sealed class KillTests
{
    // The slot search: an ownership tag, two experiments by themselves and two together, the end of each, and the
    // deletion of the tag. The nodes: four tags, two experiments, the deletion of the tag of one node, the end of both
    // experiments, and the deletion of the other three tags.
    private const int MinKills = 22;
    private const int MaxKills = 50;

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROC_01_the_reaper_removes_all_leftovers_of_a_program_killed_at_any_step()
    {
        await using IotLabServer server = await IotLabServer.StartAsync();

        int kills = await TestbedKills.RunAsync(
            server,
            "iotlab",
            MaxKills,
            () => new IotLabProvider(Bench.OptionsFor(server)),
            when =>
            {
                (server.LiveExperiments.Count, server.Marks.Count).ShouldBe((0, 0), when);
                return Task.CompletedTask;
            }
        );

        kills.ShouldBeGreaterThanOrEqualTo(MinKills);
    }
}

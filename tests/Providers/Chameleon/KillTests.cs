namespace Chameleon.Tests;

public sealed class KillTests
{
    // A lease, two servers, two addresses, and the deletion of each.
    private const int MinKills = 10;
    private const int MaxKills = 60;

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROC_01_the_reaper_removes_all_leftovers_of_a_program_killed_at_any_step()
    {
        await using ChameleonServer server = await ChameleonServer.StartAsync();

        int kills = await TestbedKills.RunAsync(
            server,
            "chameleon",
            MaxKills,
            () => new ChameleonProvider(Testbed.OptionsFor(server)),
            when =>
            {
                Testbed.LeftAt(server).ShouldBe((0, 0, 0), when);
                return Task.CompletedTask;
            }
        );

        kills.ShouldBeGreaterThanOrEqualTo(MinKills);
    }
}

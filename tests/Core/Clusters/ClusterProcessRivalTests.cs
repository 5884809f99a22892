namespace Sdk.Tests.Clusters;

public sealed class ClusterProcessRivalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROV_18_a_second_program_is_rejected_while_the_first_holds_the_cluster()
    {
        World world = new(_folder);
        using ClusterHost first = ClusterHost.Start("hold", world.State, world.Folder, "5");
        (await first.WaitForAsync("size 5")).ShouldNotBeNull();
        string[] five = World.Words(World.Sized(5));

        using ClusterHost second = ClusterHost.Start("hold", world.State, world.Folder, "8");
        (await second.WaitForExitAsync()).ShouldBe(1);
        string.Join('\n', second.Lines).ShouldContain("SW3004");
        (await world.InventoryAsync()).ShouldBe(five);

        using ClusterHost elsewhere = ClusterHost.Start("hold", _folder.At("other"), world.Folder, "8");
        (await elsewhere.WaitForExitAsync()).ShouldBe(1);
        string.Join('\n', elsewhere.Lines).ShouldContain("SW6002");
        (await world.InventoryAsync()).ShouldBe(five);

        first.SendLine("6");
        (await first.WaitForAsync("size 6")).ShouldNotBeNull();
        (await world.InventoryAsync()).ShouldBe(World.Words(World.Sized(6)));
        first.CloseInput();
        (await first.WaitForExitAsync()).ShouldBe(0);
        using ClusterHost next = ClusterHost.Start("hold", world.State, world.Folder, "8");
        (await next.WaitForAsync("size 8")).ShouldNotBeNull();
        (await world.InventoryAsync()).ShouldBe(World.Words(World.Sized(8)));
        next.CloseInput();
        await next.WaitForExitAsync();
    }

    [Fact]
    public async Task F_PROV_18_only_one_of_two_programs_started_together_creates_the_cluster()
    {
        World world = new(_folder);
        using ClusterHost one = ClusterHost.Start("hold", world.State, world.Folder, "5");
        using ClusterHost other = ClusterHost.Start("hold", world.State, world.Folder, "5");
        string?[] words = await Task.WhenAll(one.WaitForAsync("size 5"), other.WaitForAsync("size 5"));

        words.Count(word => word is not null).ShouldBe(1);
        (await world.InventoryAsync()).ShouldBe(World.Words(World.Sized(5)));
        one.CloseInput();
        other.CloseInput();
        await one.WaitForExitAsync();
        await other.WaitForExitAsync();
    }
}

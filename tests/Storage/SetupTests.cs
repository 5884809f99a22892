namespace Storage.Tests;

/// <summary>Tests the layout of clusters by section 2.1 of the description of the reference.</summary>
public class SetupTests
{
    [Fact]
    public void Addresses_go_on_in_the_next_block_after_256_servers()
    {
        StorageLayout layout = new StorageClusterSpec { ServerCount = 258, NidsPerServer = 2, WorkerCount = 0 }.CreateLayout();

        layout.Servers[257].Interfaces.Select(item => item.Address).ShouldBe(["10.0.1.1", "10.1.1.1"]);
        layout.Servers[257].Interfaces.Select(item => item.Type).ShouldBe(["tcp", "o2ib"]);
    }

    [Theory, InlineData(HaRuleSet.Strict, 300), InlineData(HaRuleSet.Compat, 255)]
    public void Only_the_reference_gives_two_disks_one_number(HaRuleSet rules, int numbers)
    {
        StorageLayout layout = new StorageClusterSpec { VolumeCount = 300, Rules = rules }.CreateLayout();

        // 300 disks: the low byte counts to 254, the high one changes at 256.
        int distinct = layout.Volumes.Select(volume => volume.MajorMinor).Distinct().Count();
        (rules == HaRuleSet.Strict ? distinct == numbers : distinct < 300).ShouldBeTrue($"{distinct}");
    }

    [Theory, InlineData(HaRuleSet.Strict, "10.0.0.8"), InlineData(HaRuleSet.Compat, "10.0.0.0")]
    public void Only_the_reference_gives_a_worker_the_address_of_a_server(HaRuleSet rules, string address) =>
        new StorageClusterSpec { Rules = rules }.CreateLayout().Servers[8].Interfaces[0].Address.ShouldBe(address);

    [Fact]
    public void Units_have_servers_and_disks_of_their_own()
    {
        StorageLayout layout = new StorageClusterSpec { ServerCount = 4, ServersPerStorageUnit = 2, VolumeCount = 8, WorkerCount = 0 }.CreateLayout();

        layout.GetVisibleVolumes(layout.Servers[3]).Select(volume => volume.Number).ShouldBe([4, 5, 6, 7]);
        layout.Controllers.ShouldBe([1, 2]);
    }

    [Fact]
    public void Every_impossible_number_is_named_at_once()
    {
        StorageClusterSpec setup = new() { ServerCount = -1, ServersPerCluster = 0, NidsPerServer = 300 };

        StorageException exception = Should.Throw<StorageException>(() => setup.CreateLayout());

        exception.Problems.Select(problem => problem.Field).ShouldBe(["server_count", "nid_count", "cluster_size"]);
    }

    [Fact]
    public void Numbers_that_are_impossible_together_are_named_beside_those_that_are_so_alone()
    {
        StorageClusterSpec setup = new() { ServerCount = 5, ServersPerStorageUnit = 2, NidsPerServer = 300, PduCount = -1 };

        StorageException exception = Should.Throw<StorageException>(() => setup.CreateLayout());

        exception.Problems.Select(problem => problem.Field).ShouldBe(["nid_count", "pdu_count", "server_count"]);
        exception.Message.ShouldContain("5 is not a multiple of su_size 2");
    }

    [Fact]
    public void A_number_out_of_its_range_is_not_compared_with_others() =>
        Should.Throw<StorageException>(() => new StorageClusterSpec { ServerCount = -1, ServersPerStorageUnit = 2, VolumeCount = -7 }.CreateLayout()).Problems
            .Select(problem => problem.Field).ShouldBe(["server_count", "volume_count"]);

    [Fact]
    public void Units_that_are_not_full_are_refused() =>
        Should.Throw<StorageException>(() => new StorageClusterSpec { ServerCount = 5, ServersPerStorageUnit = 2 }.CreateLayout()).Problems[0].Code.ShouldBe(ProblemCode.ConflictingFields);
}

namespace Storage.Tests;

/// <summary>Tests the layout of clusters by section 2.1 of the description of the reference.</summary>
public class SetupTests
{
    [Fact]
    public void Addresses_continue_in_the_next_block_after_256_servers()
    {
        StorageLayout layout = new StorageClusterSpec
        {
            ServerCount = 258,
            NidsPerServer = 2,
            WorkerCount = 0,
        }.CreateLayout();

        layout.Servers[257].Interfaces.Select(item => item.Address).ShouldBe(["10.0.1.1", "10.1.1.1"]);
        layout.Servers[257].Interfaces.Select(item => item.Type).ShouldBe(["tcp", "o2ib"]);
    }

    [Theory, InlineData(HaRuleSet.Strict, 300), InlineData(HaRuleSet.Compat, 255)]
    public void Disk_numbers_repeat_only_under_compatibility_rules(HaRuleSet rules, int numbers)
    {
        StorageLayout layout = new StorageClusterSpec { VolumeCount = 300, Rules = rules }.CreateLayout();

        // 300 disks: the low byte counts to 254, the high one changes at 256.
        int distinct = layout.Volumes.Select(volume => volume.MajorMinor).Distinct().Count();
        (rules == HaRuleSet.Strict ? distinct == numbers : distinct < 300).ShouldBeTrue($"{distinct}");
    }

    [Theory, InlineData(HaRuleSet.Strict, "10.0.0.8"), InlineData(HaRuleSet.Compat, "10.0.0.0")]
    public void A_worker_shares_the_address_of_a_server_only_under_compatibility_rules(HaRuleSet rules, string address) =>
        new StorageClusterSpec { Rules = rules }
            .CreateLayout()
            .Servers[8]
            .Interfaces[0]
            .Address.ShouldBe(address);

    [Fact]
    public void Each_storage_unit_has_its_own_disks_and_controller()
    {
        StorageLayout layout = new StorageClusterSpec
        {
            ServerCount = 4,
            ServersPerStorageUnit = 2,
            VolumeCount = 8,
            WorkerCount = 0,
        }.CreateLayout();

        layout.Volumes.Where(volume => volume.Unit == layout.Servers[3].Unit).Select(volume => volume.Number).ShouldBe([4, 5, 6, 7]);
        layout.Controllers.ShouldBe([1, 2]);
    }

    [Fact]
    public void All_invalid_counts_are_reported_at_once()
    {
        StorageClusterSpec setup = new()
        {
            ServerCount = -1,
            ServersPerCluster = 0,
            NidsPerServer = 300,
        };

        StorageException exception = Should.Throw<StorageException>(() => setup.CreateLayout());

        exception.Problems.Select(problem => problem.Field).ShouldBe(["server_count", "nid_count", "cluster_size"]);
    }

    [Fact]
    public void Conflicting_counts_are_reported_together_with_invalid_ones()
    {
        StorageClusterSpec setup = new()
        {
            ServerCount = 5,
            ServersPerStorageUnit = 2,
            NidsPerServer = 300,
            PduCount = -1,
        };

        StorageException exception = Should.Throw<StorageException>(() => setup.CreateLayout());

        exception.Problems.Select(problem => problem.Field).ShouldBe(["nid_count", "pdu_count", "server_count"]);
        exception.Message.ShouldContain("5 is not a multiple of su_size 2");
    }

    [Fact]
    public void A_count_out_of_range_is_not_checked_against_other_counts() =>
        Should
            .Throw<StorageException>(() =>
                new StorageClusterSpec
                {
                    ServerCount = -1,
                    ServersPerStorageUnit = 2,
                    VolumeCount = -7,
                }.CreateLayout()
            )
            .Problems.Select(problem => problem.Field)
            .ShouldBe(["server_count", "volume_count"]);

    [Fact]
    public void A_server_count_that_does_not_fill_all_storage_units_is_rejected() =>
        Should
            .Throw<StorageException>(() => new StorageClusterSpec { ServerCount = 5, ServersPerStorageUnit = 2 }.CreateLayout())
            .Problems[0]
            .Code.ShouldBe(ProblemCode.ConflictingFields);
}

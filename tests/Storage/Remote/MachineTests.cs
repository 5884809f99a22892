namespace Storage.Remote.Tests;

/// <summary>Repeats some tests of storage operations with servers on machines behind SSH.</summary>
[Collection(LabMachines.Name)]
public sealed class MachineTests(SshLab lab)
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [MachineFact("ssh-machines")]
    public Task A_server_that_lost_its_power_over_there_is_left_by_its_targets() => new Operations.Tests.PowerTests(Fixture()).Targets_leave_a_server_that_lost_its_power();

    [MachineFact("ssh-machines")]
    public Task A_server_comes_back_over_there_and_tells_of_its_boot() => new Operations.Tests.PowerTests(Fixture()).A_server_comes_back_with_its_power_and_tells_of_its_boot();

    [MachineFact("ssh-machines")]
    public Task A_move_over_there_is_noticed() => new Operations.Tests.FailoverTests(Fixture()).A_move_behind_the_managers_back_is_noticed();

    [MachineFact("ssh-machines")]
    public Task A_token_without_credits_registers_nobody_over_there() => new Operations.Tests.RegistrationTests(Fixture()).A_token_registers_as_many_servers_as_it_has_credits();

    [MachineFact("ssh-machines")]
    public Task Lines_and_files_over_there_are_those_of_the_server()
    {
        Operations.Tests.LogAndFileTests tests = new(Fixture());
        return Task.WhenAll(tests.More_lines_than_a_message_holds_all_arrive(), tests.Files_of_a_server_survive_its_reboot_and_cannot_be_read_meanwhile(), tests.A_file_is_written_renamed_and_deleted());
    }

    private StorageFixture Fixture()
    {
        string file = lab.At("site-nodes.json");
        File.WriteAllText(file, $$"""{"hosts": { {{string.Join(", ", Enumerable.Range(1, SshLab.Count).Select(number => $"\"site-{number}\": {{\"address\": \"{SshLab.HostOf(number)}\", \"username\": \"root\"}}"))}} } }""");
        StorageSite local = new RemoteFixture().Fixture.Site;
        RemoteSiteOptions place = new()
        {
            NodeFile = file,
            // A stall of this machine must not count as a lost connection.
            Client = lab.Options with { ConnectTimeout = Long, SessionTimeout = Long, KeepAliveInterval = Long, KeepAliveTimeout = Long },
            Program = [Environment.ProcessPath!, Path.Combine(AppContext.BaseDirectory, "test-programs.dll")],
            TimeScale = local.Remote!.TimeScale,
        };
        return new StorageFixture { Site = local with { Remote = place } };
    }
}

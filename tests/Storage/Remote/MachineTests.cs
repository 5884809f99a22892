namespace Storage.Remote.Tests;

/// <summary>Repeats some tests of storage operations with servers on machines behind SSH.</summary>
[Collection(LabMachines.Name)]
public sealed class MachineTests(SshLab lab)
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [MachineFact("ssh-machines")]
    public Task Targets_fail_over_when_their_remote_server_loses_power() =>
        new Operations.Tests.PowerTests(Fixture()).Targets_fail_over_when_their_server_loses_power();

    [MachineFact("ssh-machines")]
    public Task A_remote_server_restarts_with_its_power_and_reports_its_boot() =>
        new Operations.Tests.PowerTests(Fixture()).A_server_restarts_with_its_power_and_reports_its_boot();

    [MachineFact("ssh-machines")]
    public Task A_target_move_between_remote_servers_is_detected() =>
        new Operations.Tests.FailoverTests(Fixture()).The_manager_detects_a_target_that_is_moved_externally();

    [MachineFact("ssh-machines")]
    public Task A_token_without_credits_registers_no_remote_server() =>
        new Operations.Tests.RegistrationTests(Fixture()).A_token_registers_as_many_servers_as_it_has_credits();

    [MachineFact("ssh-machines")]
    public Task Log_lines_and_files_work_on_remote_servers()
    {
        Operations.Tests.LogAndFileTests tests = new(Fixture());
        return Task.WhenAll(
            tests.Log_lines_that_exceed_one_message_all_arrive(),
            tests.Files_of_a_server_survive_a_restart_and_cannot_be_read_while_it_is_stopped(),
            tests.A_file_is_written_renamed_and_deleted()
        );
    }

    private StorageFixture Fixture()
    {
        string file = lab.At("site-nodes.json");
        File.WriteAllText(
            file,
            $$"""{"hosts": { {{string.Join(", ", Enumerable.Range(1, SshLab.Count).Select(number => $"\"site-{number}\": {{\"address\": \"{SshLab.HostOf(number)}\", \"username\": \"root\"}}"))}} } }"""
        );
        StorageSite local = new RemoteFixture().Fixture.Site;
        RemoteSiteOptions place = new()
        {
            NodeFile = file,
            // A stall of this machine must not count as a lost connection.
            Client = lab.Options with { ConnectTimeout = Long, SessionTimeout = Long, KeepAliveInterval = Long, KeepAliveTimeout = Long },
            Program = [.. TestProgram.Command],
            TimeScale = local.Remote!.TimeScale,
        };
        return new StorageFixture { Site = local with { Remote = place } };
    }
}

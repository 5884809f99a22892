namespace Samples.Tests.Storage;

/// <summary>
/// SIGINT and SIGTERM to the simulator and the manager. The exit code is 128 plus the signal's number, as POSIX shells
/// report it.
/// </summary>
public class SignalTests
{
    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_simulator_closes_its_state_on_a_termination_signal(string signal, int exitCode)
    {
        using TemporaryFolder folder = new();
        Command
            .Run(
                "dotnet",
                folder.Root,
                new Dictionary<string, string>(),
                Path.Combine(AppContext.BaseDirectory, "StorageSimulator.dll"),
                "setup",
                "--config",
                "park",
                "--server_count",
                "2",
                "--pdu_count",
                "0",
                "--su_size",
                "0"
            )
            .ExitCode.ShouldBe(0);
        (RunningProgram program, _) = await RunningProgram.SampleAsync(
            folder.Root,
            "StorageSimulator",
            "running",
            "run",
            "--config",
            "park",
            "--control_port",
            "0"
        );
        await using (program)
        {
            (await program.SignalAsync(signal)).ShouldBe(exitCode);
        }

        File.ReadAllText(folder.At("park/mark")).ShouldContain("\"closed\":true");
        File.Exists(folder.At("park/control.sock")).ShouldBeFalse();
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_manager_closes_its_state_on_a_termination_signal(string signal, int exitCode)
    {
        using TemporaryFolder folder = new();
        (RunningProgram program, _) = await RunningProgram.SampleAsync(
            folder.Root,
            "StorageSimulator",
            "Manager at",
            "manager",
            "--port",
            "0",
            "--state",
            "state"
        );
        await using (program)
        {
            (await program.SignalAsync(signal)).ShouldBe(exitCode);
        }

        File.ReadAllText(folder.At("state/mark")).ShouldContain("\"closed\":true");
    }
}

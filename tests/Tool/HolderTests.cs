using Scalewright.Providers.Local;

namespace Tool.Tests;

/// <summary>The lease holder that status and list show.</summary>
public sealed class HolderTests : IDisposable
{
    private static readonly string[] Processes = ["--provider", "processes", "--node-folder", "nodes"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_killed_lease_holder_is_shown_as_gone_and_a_live_one_as_holding_the_lease()
    {
        _folder.Write("farm.yaml", "profiles: [{name: farm, plugin: builtin, count: 1}]\n");
        StartProcess(["apply", "farm.yaml", .. Processes, "--state", "state"]).ExitCode.ShouldBe(0);
        string free = StartProcess("list").Output;
        await using LocalProvider nodes = new(new LocalOptions { Isolation = LocalIsolation.Processes, Folder = _folder.At("nodes") });
        await using Cluster cluster = await Cluster.OpenAsync(_folder.At("state"), nodes);

        // As after a kill: the state was not closed, and the process of the lock file has exited.
        CopyAs("killed", EndedProcess());
        ProgramResult live = StartProcess(["status", "state", .. Processes]);
        ProgramResult gone = StartProcess(["status", "killed", .. Processes]);
        JsonNode document = JsonNode.Parse(StartProcess(["status", "killed", .. Processes, "--json"]).Output)!["result"]!;
        ProgramResult list = StartProcess("list");

        free.ShouldContain(" free ");
        live.Output.ShouldContain(
            string.Create(
                CultureInfo.InvariantCulture,
                $"\nlease held by {Environment.UserName}@{Environment.MachineName} pid {Environment.ProcessId}, "
            )
        );
        gone.Output.ShouldContain($"\nlease free: the process of the last lease holder has exited: {Environment.UserName}@");
        document["hasLeaseHolder"]!.GetValue<bool>().ShouldBeFalse();
        document["isLeaseHolderDead"]!.GetValue<bool>().ShouldBeTrue();
        list.Output.ShouldContain(" is gone  ");
        list.Output.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"@{Environment.MachineName} pid {Environment.ProcessId}  "));
    }

    [Fact]
    public async Task A_lease_holder_on_another_machine_is_shown_as_holding_the_lease()
    {
        _folder.Write("farm.yaml", "profiles: [{name: farm, plugin: builtin, count: 1}]\n");
        Start(["apply", "farm.yaml", .. Processes, "--state", "state"]).ExitCode.ShouldBe(0);
        await using LocalProvider nodes = new(new LocalOptions { Isolation = LocalIsolation.Processes, Folder = _folder.At("nodes") });
        await using Cluster cluster = await Cluster.OpenAsync(_folder.At("state"), nodes);
        CopyAs("remote", EndedProcess(), lockFile => lockFile["host"] = "elsewhere");

        Start(["status", "remote", .. Processes]).Output.ShouldContain("\nlease held by ");
    }

    private static int EndedProcess()
    {
        using Process process = Process.Start("true");
        process.WaitForExit();
        return process.Id;
    }

    private void CopyAs(string name, int pid, Action<JsonObject>? change = null)
    {
        // Copied with cp(1): .NET would try to acquire the lock of the file, which is held.
        Command.Run("cp", _folder.Root, new Dictionary<string, string>(), "-r", "state", name).ExitCode.ShouldBe(0);
        JsonObject lockFile = JsonNode.Parse(File.ReadAllText(_folder.At(name, "lock")))!.AsObject();
        lockFile["pid"] = pid;
        change?.Invoke(lockFile);
        File.WriteAllText(_folder.At(name, "lock"), lockFile.ToJsonString());
    }

    private ProgramResult Start(params string[] arguments) => ToolRun.Start(_folder.Root, arguments);

    private ProgramResult StartProcess(params string[] arguments) => ToolRun.StartProcess(_folder.Root, arguments);
}

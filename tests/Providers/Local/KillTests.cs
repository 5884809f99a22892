namespace Local.Tests;

public sealed class KillTests : IDisposable
{
    private const int RunsMin = 8;
    private const int RunsMax = 100;
    private const int KilledCode = 137;

    // The programs of the provider take effect even if their caller is dead. Each writes a line. The program with the
    // given number, or any later one, kills its parent.
    private const string Killer = """
        #!/bin/sh
        PATH=$SW_PATH
        "${0##*/}" "$@"; code=$?
        echo x >> "$SW_COUNT"
        [ "$(wc -l < "$SW_COUNT")" -lt "$SW_AT" ] || kill -9 "$PPID"
        exit $code

        """;

    private static readonly string[] Programs = ["ip", "mount", "umount"];

    private readonly LocalFolder _folder = new();
    private readonly string _tools = Directory.CreateTempSubdirectory("scalewright-tools-").FullName;

    public void Dispose()
    {
        Directory.Delete(_tools, recursive: true);
        _folder.Dispose();
    }

    [MachineFact("namespaces")]
    public async Task F_PROC_01_the_reaper_removes_all_leftovers_of_a_program_killed_at_any_step()
    {
        foreach (string name in Programs)
        {
            string path = Path.Join(_tools, name);
            await File.WriteAllTextAsync(path, Killer);
            LocalFolder.Run("chmod", "755", path);
        }

        HashSet<string> links = [BridgeName];
        int runs = 0;
        for (int exit = KilledCode; exit == KilledCode; runs++)
        {
            runs.ShouldBeLessThan(RunsMax);
            (exit = await RunHostAsync(runs + 1)).ShouldBeOneOf(KilledCode, 0);
            links.UnionWith(Nodes());
            await ReapAsync();

            Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty($"killed after {runs + 1}");
            links.Where(IsThere).ShouldBeEmpty($"killed after {runs + 1}");
        }

        runs.ShouldBeGreaterThan(RunsMin);
    }

    // A program that is killed between the lines of its batch leaves a bridge that has no address and is down.
    [MachineFact("namespaces")]
    public async Task F_PROC_01_a_bridge_without_an_address_is_completed_by_the_next_creation()
    {
        LocalFolder.Run("ip", "link", "add", BridgeName, "type", "bridge");
        await using LocalProvider provider = _folder.Open(LocalIsolation.Namespaces);
        ContractRequests orders = new(new Random(7), "bridge", name => new NodeSpec(name, 1));

        StepOutcome outcome = (await provider.ApplyAllAsync([orders.CreateNode("n1")])).Single();

        outcome.Result.ShouldBe(StepResult.Succeeded, $"{outcome.Problem}");
        LocalFolder.Run("ip", "-br", "-4", "addr", "show", BridgeName).ShouldContain("10.201.0.1/16");
        await provider.ApplyAllAsync([orders.DestroyNode(outcome.Resource!)]);
        IsThere(BridgeName).ShouldBeFalse();
    }

    // Derived from the folder. A program that is killed before it has a node leaves only this bridge.
    private string BridgeName => $"swbr{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_folder.Path)).AsSpan(0, 4))}";

    private static bool IsThere(string id) =>
        Directory.Exists($"/sys/class/net/{id}")
        || File.Exists($"/run/netns/{id}")
        || Directory.Exists($"/sys/fs/cgroup/scalewright/{id}")
        || Directory.Exists($"/sys/fs/cgroup/cpu/scalewright/{id}")
        || File.ReadAllText("/proc/mounts").Contains(id, StringComparison.Ordinal);

    private string[] Nodes()
    {
        string nodes = Path.Join(_folder.Path, "nodes");
        return Directory.Exists(nodes)
            ? [.. Directory.GetDirectories(nodes).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.'))]
            : [];
    }

    private async Task<int> RunHostAsync(int at)
    {
        string count = Path.Join(_tools, "count");
        await File.WriteAllTextAsync(count, "");
        ProcessStartInfo start = TestProgram.Describe("local", "cluster", _folder.Path);
        string path = Environment.GetEnvironmentVariable("PATH")!;
        start.Environment["SW_PATH"] = path;
        start.Environment["SW_COUNT"] = count;
        start.Environment["SW_AT"] = at.ToString(CultureInfo.InvariantCulture);
        start.Environment["PATH"] = $"{_tools}:{path}";
        using Process host = Process.Start(start)!;
        await host.WaitForExitAsync();
        return host.ExitCode;
    }

    private async Task ReapAsync()
    {
        await using LocalProvider provider = _folder.Open(LocalIsolation.Namespaces);
        await EveryLineage.ReapAsync(provider);
    }
}

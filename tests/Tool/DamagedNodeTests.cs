namespace Tool.Tests;

/// <summary>A node whose ownership record on disk is damaged.</summary>
public sealed class DamagedNodeTests : IDisposable
{
    private static readonly string[] Processes = ["--provider", "processes", "--node-folder", "nodes"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [
        Theory,
        Trait(Category.Name, Category.Campaign),
        InlineData("garbage"),
        InlineData(""),
        InlineData("null"),
        InlineData("{}"),
        InlineData(
            """{"mark": {"owner": "nobody", "name": "n", "token": "t", "created_at": "2030-01-01T00:00:00Z"}, "isolation": "Processes", "address": "", "prefix_bits": 16}"""
        )
    ]
    public void A_damaged_node_record_blocks_only_its_own_cluster_and_reap_removes_it(string content)
    {
        Make("a");
        string record = Directory.EnumerateFiles(_folder.At("nodes", "nodes"), "mark.json", SearchOption.AllDirectories).Single();
        Make("b");
        File.WriteAllText(record, content);

        ProgramResult[] beside =
        [
            Start(["status", "b", .. Processes]),
            Start(["plan", "b.yaml", .. Processes, "--state", "b"]),
            Start(["exec", "b", .. Processes, "--", "true"]),
            Start(["list", .. Processes]),
            Start(["apply", "b.yaml", .. Processes, "--state", "b"]),
            Start(["destroy", "b", .. Processes, "--yes"]),
            Start(["reap", .. Processes, "--include-damaged", "--dry-run"]),
        ];
        ProgramResult[] own =
        [
            Start(["status", "a", .. Processes]),
            Start(["apply", "a.yaml", .. Processes, "--state", "a"]),
            Start(["destroy", "a", .. Processes, "--yes"]),
        ];
        ProgramResult json = Start(["reap", .. Processes, "--include-damaged", "--dry-run", "--json"]);
        bool isKept = File.Exists(record);
        ProgramResult reaped = Start(["reap", "unknown", .. Processes, "--include-damaged", "--yes"]);
        ProgramResult again = Start(["apply", "a.yaml", .. Processes, "--state", "a"]);
        ProgramResult after = Start(["list", .. Processes]);

        beside.ShouldAllBe(result => result.ExitCode == 0);
        beside.ShouldAllBe(result =>
            result.Errors.Contains($"warning: {record}: does not contain the owner of a node", StringComparison.Ordinal)
        );
        beside.ShouldAllBe(result =>
            result.Errors.Contains(
                "or remove all damaged nodes of the folder by 'scalewright reap --include-damaged'",
                StringComparison.Ordinal
            )
        );
        own.ShouldAllBe(result => result.ExitCode == 1);
        own.ShouldAllBe(result =>
            result.Errors.Contains($"error: {record}: does not contain the owner of a node", StringComparison.Ordinal)
        );
        own.ShouldAllBe(result =>
            result.Errors.Contains(
                "it belongs to cluster 'a', which cannot be observed until the record is fixed [SW4305]",
                StringComparison.Ordinal
            )
        );
        beside[6].Output.ShouldContain(" would be removed: its record is damaged, ");
        using JsonDocument shown = JsonDocument.Parse(json.Output);
        shown.RootElement.GetProperty("result").GetProperty("damaged")[0].GetProperty("path").GetString().ShouldBe(record);
        isKept.ShouldBeTrue();
        reaped.ExitCode.ShouldBe(0, reaped.Text);
        reaped.Output.ShouldContain(" removed: its record is damaged, ");
        Directory.Exists(Path.GetDirectoryName(record)).ShouldBeFalse();
        again.ExitCode.ShouldBe(0, again.Text);
        again.Output.ShouldContain("1 ready");
        after.Errors.ShouldBe("");
        after.Output.ShouldContain("a        1 ");
    }

    private void Make(string name)
    {
        _folder.Write($"{name}.yaml", "profiles: [{name: farm, plugin: builtin, count: 1}]\n");
        Start(["apply", $"{name}.yaml", .. Processes, "--state", name]).ExitCode.ShouldBe(0);
    }

    private ProgramResult Start(params string[] arguments) => ToolRun.Start(_folder.Root, arguments);
}

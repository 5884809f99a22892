using Scalewright.Providers.Local;

namespace Tool.Tests;

public sealed class ReapTests : IDisposable
{
    private static readonly string[] Processes = ["--provider", "processes", "--node-folder", "nodes"];

    private readonly TemporaryFolder _folder = new();
    private readonly LeapingClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reap_without_a_name_lists_clusters_without_a_known_owner_and_the_command_that_removes_them()
    {
        Make("lost");
        Make("kept");
        Directory.Delete(_folder.At("lost-state"), recursive: true);
        _clock.Leap(TimeSpan.FromHours(2));

        ProgramResult list = Start(["reap", .. Processes]);
        ProgramResult young = Start(["reap", .. Processes, "--older-than", "86400"]);
        ProgramResult json = Start(["reap", .. Processes, "--json"]);

        list.ExitCode.ShouldBe(0, list.Text);
        list.Output.ShouldBe(
            """
            cluster  nodes  age  owner
            lost     2      2 h  unknown: no state in this folder
            1 cluster without a known owner. If no program uses it, remove it: scalewright reap lost --provider processes --node-folder nodes
            """
        );
        young.Output.ShouldBe("no clusters without a known owner");
        using JsonDocument document = JsonDocument.Parse(json.Output);
        JsonElement abandoned = document.RootElement.GetProperty("result").GetProperty("abandoned").EnumerateArray().ShouldHaveSingleItem();
        abandoned.GetProperty("cluster").GetString().ShouldBe("lost");
        abandoned.GetProperty("isOwnerGone").GetBoolean().ShouldBeFalse();
        Nodes().ShouldBe(4);
    }

    [Fact]
    public async Task Reap_without_a_name_names_the_ended_process_of_a_killed_program()
    {
        Make("shop");
        await using LocalProvider nodes = new(new LocalOptions { Isolation = LocalIsolation.Processes, Folder = _folder.At("nodes") });
        await using Cluster cluster = await Cluster.OpenAsync(_folder.At("shop-state"), nodes);
        ProgramResult held = Start(["reap", .. Processes]);

        // As after a kill: the state was not closed, and the process of the lock file has exited.
        Command.Run("cp", _folder.Root, new Dictionary<string, string>(), "-r", "shop-state", "killed").ExitCode.ShouldBe(0);
        JsonObject lockFile = JsonNode.Parse(File.ReadAllText(_folder.At("killed", "lock")))!.AsObject();
        using Process ended = Process.Start("true");
        await ended.WaitForExitAsync();
        lockFile["pid"] = ended.Id;
        File.WriteAllText(_folder.At("killed", "lock"), lockFile.ToJsonString());
        Directory.Move(_folder.At("shop-state"), _folder.At("killed", "other"));
        ProgramResult gone = Start(["reap", .. Processes]);

        held.Output.ShouldBe("no clusters without a known owner");
        gone.Output.ShouldContain($"gone: {Environment.UserName}@{Environment.MachineName}, pid {ended.Id} ended\n");
        gone.Output.ShouldEndWith(
            "\n1 cluster without an owner. Remove it: scalewright reap shop --provider processes --node-folder nodes"
        );
    }

    [Fact]
    public void Reap_of_a_cluster_shows_its_plan_and_removes_nothing_without_yes()
    {
        Make("lost");
        Make("kept");
        _clock.Leap(TimeSpan.FromHours(2));

        ProgramResult refused = Start(["reap", "lost", .. Processes]);
        ProgramResult json = Start(["reap", "lost", .. Processes, "--json"]);
        ProgramResult verbose = Start(["reap", "lost", .. Processes, "--dry-run", "--verbose"]);
        int before = Nodes();
        ProgramResult removed = Start(["reap", "lost", .. Processes, "--yes"]);

        refused.ExitCode.ShouldBe(2, refused.Text);
        refused.Output.ShouldBe("lost\n- group farm   2 nodes  lost-1, lost-2");
        verbose.Output.ShouldContain(" node lost-1 of scalewright:");
        refused.Errors.ShouldContain("2 nodes would be removed, and there is no terminal to ask");
        json.ExitCode.ShouldBe(2);
        before.ShouldBe(4);
        removed.ExitCode.ShouldBe(0, removed.Text);
        removed.Output.ShouldBe("lost\n- group farm   2 nodes  lost-1, lost-2\nremoved 2 resources");
        Nodes().ShouldBe(2);
    }

    [Fact]
    public async Task Reap_of_expired_resources_removes_those_of_all_clusters_and_no_others()
    {
        Make("kept");
        Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(1).Build()).Build();
        await using (LocalProvider nodes = new(new LocalOptions { Isolation = LocalIsolation.Processes, Folder = _folder.At("nodes") }))
        {
            await using Cluster cluster = await Cluster
                .Create(shop)
                .UseProvider(nodes)
                .WithState(_folder.At("shop-state"))
                .WithOptions(options => options with { TimeToLive = TimeSpan.FromHours(1) })
                .ProvisionAsync();
        }

        ProgramResult early = Start(["reap", .. Processes, "--expired"]);
        _clock.Leap(TimeSpan.FromHours(2));
        ProgramResult refused = Start(["reap", .. Processes, "--expired"]);
        ProgramResult removed = Start(["reap", .. Processes, "--expired", "--yes"]);

        early.Output.ShouldBe("nothing is to be removed");
        refused.ExitCode.ShouldBe(2, refused.Text);
        removed.ExitCode.ShouldBe(0, removed.Text);
        removed.Output.ShouldEndWith("\nremoved 1 resource");
        Nodes().ShouldBe(2);
    }

    [Theory]
    [InlineData("reap shop --cluster shop", "--cluster: the cluster is already named; omit one of both")]
    [InlineData("reap shop --expired", "--expired: removes expired resources of all clusters; omit it, or the cluster and the lineage")]
    [InlineData(
        "reap --cluster shop --expired",
        "--expired: removes expired resources of all clusters; omit it, or the cluster and the lineage"
    )]
    public void Contradicting_words_are_refused(string arguments, string error)
    {
        ProgramResult result = Start([.. arguments.Split(' '), .. Processes]);

        result.ExitCode.ShouldBe(2, result.Text);
        result.Errors.ShouldContain(error);
    }

    [Fact]
    public void Clusters_of_the_same_name_have_their_lineage_once()
    {
        Make("lost");
        Directory.Delete(_folder.At("lost-state"), recursive: true);
        string[] others = ["--provider", "processes", "--node-folder", "others"];
        ToolRun.Start(_folder.Root, ["apply", "lost.yaml", .. others]).ExitCode.ShouldBe(0);
        Command.Run("sh", _folder.Root, new Dictionary<string, string>(), "-c", "cp -r others/nodes/* nodes/nodes/").ExitCode.ShouldBe(0);
        _clock.Leap(TimeSpan.FromHours(2));

        ProgramResult result = Start(["reap", "lost", .. Processes, "--dry-run"]);

        result.Output.ShouldMatch(
            "^(lost, lineage [0-9a-f]{32}\n- group farm   2 nodes  lost-1, lost-2\n){2}4 resources would be removed$"
        );
    }

    [Fact]
    public void A_name_without_resources_is_an_error_only_if_it_is_close_to_that_of_a_cluster()
    {
        ProgramResult empty = Start(["reap", "nope", .. Processes]);
        Make("kept");

        ProgramResult near = Start(["reap", "kepr", .. Processes, "--yes"]);
        ProgramResult other = Start(["reap", "--cluster", "nope", .. Processes, "--dry-run"]);
        ProgramResult lineage = Start(["reap", "--lineage", new string('a', 32), .. Processes]);

        empty.ExitCode.ShouldBe(0, empty.Text);
        empty.Output.ShouldBe("processes has no resources of cluster 'nope'");
        near.ExitCode.ShouldBe(1, near.Text);
        near.Errors.ShouldBe("error: processes has no resources of cluster 'kepr'; did you mean 'kept'? [SW6001]");
        other.ExitCode.ShouldBe(0, other.Text);
        other.Output.ShouldBe("processes has no resources of cluster 'nope'; it has resources of kept");
        lineage.ExitCode.ShouldBe(0, lineage.Text);
        lineage.Output.ShouldBe($"processes has no resources of lineage {new string('a', 32)}; it has resources of kept");
        Nodes().ShouldBe(2);
    }

    [Fact]
    public async Task Reap_removes_nothing_that_appeared_after_its_plan_was_shown()
    {
        await ProvisionAsync("lost", count: 2);
        _clock.Leap(TimeSpan.FromHours(2));

        ProgramResult removed = ToolRun.StartWithAnswer(
            _folder.Root,
            _clock,
            async () =>
            {
                await ProvisionAsync("lost", count: 3);
                return "yes";
            },
            ["reap", "lost", .. Processes]
        );

        removed.ExitCode.ShouldBe(1, removed.Text);
        removed.Output.ShouldBe("lost\n- group web   2 nodes  node-1, node-2\nremoved 2 resources");
        removed.Errors.ShouldEndWith(
            "error: cluster 'lost': 1 resource skipped, which the plan did not show; "
                + "give the same command again, and check its plan [SW6009]"
        );
        Nodes().ShouldBe(1);
    }

    [Fact]
    public void Reap_removes_no_damaged_node_that_its_plan_did_not_show()
    {
        Make("lost");
        string[] records = [.. Records()];
        File.WriteAllText(records[0], "");

        ProgramResult removed = ToolRun.StartWithAnswer(
            _folder.Root,
            _clock,
            () =>
            {
                File.WriteAllText(records[1], "");
                return Task.FromResult<string?>("yes");
            },
            ["reap", "--include-damaged", .. Processes]
        );

        removed.ExitCode.ShouldBe(0, removed.Text);
        Records().ShouldBe([records[1]]);
    }

    [Fact]
    public void Destroy_and_reap_list_nodes_in_the_order_of_their_numbers()
    {
        Make("lost", count: 12);
        _clock.Leap(TimeSpan.FromHours(2));
        string[] inOrder = [.. Enumerable.Range(1, 12).Select(number => $"lost-{number}")];

        ProgramResult destroy = Start(["destroy", "lost-state", "--dry-run"]);
        ProgramResult verbose = Start(["destroy", "lost-state", "--dry-run", "--verbose"]);
        ProgramResult json = Start(["reap", "lost", .. Processes, "--dry-run", "--json"]);
        Directory.Move(_folder.At("lost-state"), _folder.At("kept-state"));
        ProgramResult adopt = Start(["adopt", "lost.yaml", .. Processes, "--state", "lost-state", "--dry-run"]);
        ProgramResult reap = Start(["reap", "lost", .. Processes, "--yes"]);
        ProgramResult status = Start(["status", "kept-state"]);

        adopt.Output.ShouldContain("\n= 12 nodes lost-1 … lost-12 ");
        status.Output.ShouldContain("forgets 12 nodes (lost-1, lost-2, lost-3 and 9 more)");
        destroy.Output.ShouldContain("\n- group farm   12 nodes  lost-1 … lost-12\n");
        Regex
            .Matches(verbose.Output, "(?<= node )lost-[0-9]+", RegexOptions.None, TimeSpan.FromSeconds(10))
            .Select(match => match.Value)
            .ShouldBe(inOrder);
        using JsonDocument document = JsonDocument.Parse(json.Output);
        document
            .RootElement.GetProperty("result")
            .GetProperty("selected")
            .EnumerateArray()
            .Select(resource => resource.GetProperty("name").GetString())
            .ShouldBe(inOrder);
        reap.Output.ShouldBe("lost\n- group farm   12 nodes  lost-1 … lost-12\nremoved 12 resources");
    }

    private void Make(string name, int count = 2)
    {
        _folder.Write($"{name}.yaml", $"profiles: [{{name: farm, plugin: builtin, count: {count}, hostname_prefix: {name}}}]\n");
        ProgramResult made = Start(["apply", $"{name}.yaml", .. Processes, "--state", $"{name}-state"]);
        made.ExitCode.ShouldBe(0, made.Text);
    }

    private async Task ProvisionAsync(string name, int count)
    {
        Topology topology = Topology.Create(name).AddProfile(Profile.Create("web").WithCount(count).Build()).Build();
        await using LocalProvider nodes = new(new LocalOptions { Isolation = LocalIsolation.Processes, Folder = _folder.At("nodes") });
        await using Cluster cluster = await Cluster.Create(topology).UseProvider(nodes).WithState(_folder.At("state")).ProvisionAsync();
    }

    private int Nodes() => Records().Count();

    private IEnumerable<string> Records() =>
        Directory.EnumerateFiles(_folder.At("nodes", "nodes"), "mark.json", SearchOption.AllDirectories);

    private ProgramResult Start(params string[] arguments) =>
        ToolRun.Start(_folder.Root, _clock, new Dictionary<string, string>(), arguments);
}
